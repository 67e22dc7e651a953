'use strict';
// node tour.cjs HOST:PORT: what an application does with the npm client etcd3. Each step prints a line with what came of
// it, without what differs from run to run, so that two servers can be compared.

const { once } = require('node:events');
const net = require('node:net');
const { Etcd3 } = require('etcd3');

const [, , endpoint] = process.argv;
const [host, port] = endpoint.split(':');

const plain = value =>
  JSON.stringify(value, (key, inner) => {
    if (['cluster_id', 'member_id', 'raft_term', 'ID', 'lease'].includes(key)) {
      return undefined;
    }
    return inner && inner.type === 'Buffer' ? Buffer.from(inner.data).toString() : inner;
  });

async function step(name, action) {
  try {
    console.log(`${name}: ${plain(await action()) ?? 'done'}`);
  } catch (error) {
    console.log(`${name}: ${error.constructor.name}: ${error.message.replace(/\d{12,}/, 'ID')}`);
  }
}

/** The events of a watcher so far, and a promise of the moment when there are so many. */
function recorded(watcher) {
  const events = [];
  const text = (type, kv, previous) => {
    events.push(`${type} ${kv.key}=${kv.value}@${kv.mod_revision}` + (previous ? ` was ${previous.value}` : ''));
    watcher.emit('recorded');
  };
  watcher.on('put', (kv, previous) => text('put', kv, previous));
  watcher.on('delete', (kv, previous) => text('delete', kv, previous));
  return async count => {
    while (events.length < count) {
      await once(watcher, 'recorded');
    }
    return events;
  };
}

async function keys(client) {
  await step('put', () => client.put('a').value('1').exec());
  await step('put with previous', async () => (await client.put('a').value('2').getPrevious()).value);
  await step('touch', () => client.put('a').touch());
  await step('numbers', async () => [await client.put('n').value(42).exec(), await client.get('n').number()]);
  await step('json', async () => [await client.put('j').value('{"x":[1]}').exec(), await client.get('j').json()]);
  await step('bytes', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    await client.put(bytes).value(bytes);
    return (await client.get(bytes).buffer()).toString('hex');
  });
  await step('get', () => client.get('a').exec());
  await step('get missing', () => client.get('missing').string());
  await step('exists', async () => [await client.get('a').exists(), await client.get('missing').exists()]);
  await step('serializable', () => client.get('a').serializable(true).string());
  await step('an old revision', () => client.get('a').revision(2).string());
  await step('a future revision', () => client.get('a').revision(10_000).string());
  await step('an empty key', () => client.put('').value('x').exec());
  await step('delete', () => client.delete().key('n').exec());
  await step('delete with previous', () => client.delete().key('j').getPrevious());
  await step('delete missing', () => client.delete().key('missing').exec());
}

async function ranges(client) {
  const space = client.namespace('space/');
  for (const [key, value] of [['x/1', 'c'], ['x/2', 'b'], ['x/3', 'a'], ['y', 'z']]) {
    await space.put(key).value(value);
  }
  await step('namespace', () => space.getAll().strings());
  await step('what a namespace is', () => client.getAll().prefix('space/').keys());
  await step('prefix', () => space.getAll().prefix('x/').strings());
  await step('range', () => space.getAll().inRange({ start: 'x/1', end: 'x/3' }).strings());
  await step('limit', () => space.getAll().prefix('x/').limit(2).exec());
  await step('count', () => space.getAll().count());
  await step('by value', () => space.getAll().prefix('x/').sort('Value', 'Ascend').keys());
  await step('by age', () => space.getAll().sort('Create', 'Descend').keys());
  await step('by revision', async () => {
    const { kvs } = await client.get('space/x/2').exec();
    return space.getAll().minModRevision(kvs[0].mod_revision).keys();
  });
  await step('delete a prefix', () => space.delete().prefix('x/').exec());
  await step('delete a namespace', () => space.delete().all().exec());
}

async function transactions(client) {
  await step('if, then', () =>
    client.if('a', 'Version', '==', 3).and('missing', 'Create', '==', 0)
      .then(client.put('t').value('yes'), client.get('t'), client.delete().key('a'))
      .else(client.get('a')).commit());
  await step('if, else', () => client.if('t', 'Value', '===', 'no').then(client.put('t').value('x')).else(client.get('t')).commit());
  await step('compare with a revision', () => client.if('t', 'Mod', '>', 1).then(client.put('t').value('again')).commit());
  await step('twice the same key', () => client.if('t', 'Mod', '>', 1).then(client.put('t').value(1), client.put('t').value(2)).commit());
  const open = [client.put('account/1').value(100), client.put('account/2').value(0)];
  await client.if('account/1', 'Version', '==', 0).then(...open).commit();
  const move = amount => client.stm({ retries: 50 }).transact(async tx => {
    const [from, to] = [await tx.get('account/1').number(), await tx.get('account/2').number()];
    await tx.put('account/1').value(from - amount);
    await tx.put('account/2').value(to + amount);
  });
  await step('software transactions at once', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(move));
    return client.getAll().prefix('account/').numbers();
  });
  await step('a software transaction in conflict', () =>
    client.stm({ retries: 0 }).transact(async tx => {
      const now = await tx.get('account/1').number();
      await client.put('account/1').value(7);
      await tx.put('account/1').value(now + 1);
    }));
}

/** Through a line that can be cut, as networks do. */
async function watches(client) {
  const lines = new Set();
  const relay = net.createServer(inside => {
    const outside = net.connect(Number(port), host);
    for (const [from, to] of [[inside, outside], [outside, inside]]) {
      lines.add(from);
      from.on('error', () => {}).on('close', () => { lines.delete(from); to.destroy(); }).pipe(to);
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const through = new Etcd3({ hosts: `http://127.0.0.1:${relay.address().port}` });
  const start = (await client.put('watched/start').value('0')).header.revision;

  const all = await through.watch().prefix('watched/').withPreviousKV().create();
  const allEvents = recorded(all);
  const history = await through.watch().prefix('watched/').startRevision(start).create();
  const historyEvents = recorded(history);
  const deletes = await through.watch().key('watched/1').only('delete').create();
  const deleteEvents = recorded(deletes);
  await client.put('watched/1').value('one');
  await client.put('watched/1').value('two');
  await client.delete().key('watched/1');
  await client.if('watched/1', 'Version', '==', 0).then(client.put('watched/1').value('t1'), client.put('watched/2').value('t2')).commit();
  const first = Number(start);
  const relative = async events => (await events).map(event => event.replace(/@(\d+)/, (all, revision) => `@+${revision - first}`));
  await step('watch', () => relative(allEvents(5)));
  await step('watch from a revision', () => relative(historyEvents(6)));
  await step('watch deletes', () => relative(deleteEvents(1)));

  await step('the line is cut', async () => {
    const gone = once(all, 'disconnected');
    for (const line of lines) {
      line.destroy();
    }
    await gone;
    await client.put('watched/1').value('meanwhile');
    await client.put('watched/2').value('too');
    return [await relative(allEvents(7)), await relative(historyEvents(8))];
  });
  await step('cancel', async () => {
    await all.cancel();
    await client.put('watched/1').value('last');
    return [await relative(historyEvents(9)), (await allEvents(0)).length];
  });
  await history.cancel();
  await deletes.cancel();
  through.close();
  relay.close();
}

async function leases(client) {
  const lease = client.lease(10, { autoKeepAlive: false });
  await step('grant', async () => /^\d+$/.test(await lease.grant()));
  await step('put with lease', () => lease.put('leased').value('x').exec());
  await step('keep alive once', async () => (await lease.keepaliveOnce()).TTL);
  await step('revoke', async () => [await lease.revoke(), await client.get('leased').exists()]);
  await step('keep alive of a revoked one', () => lease.keepaliveOnce());
  const kept = client.lease(2);
  await step('kept alive beyond its time', async () => {
    await kept.put('kept').value('x');
    let renewals = 0;
    kept.on('keepaliveSucceeded', () => renewals++);
    while (renewals < 5) {
      await once(kept, 'keepaliveSucceeded');
    }
    return client.get('kept').string();
  });
  await step('lost when somebody revokes it', async () => {
    const lost = once(kept, 'lost');
    await client.leaseClient.leaseRevoke({ ID: await kept.grant() });
    return (await lost)[0].constructor.name;
  });
  const left = client.lease(2, { autoKeepAlive: false });
  await step('ends when nobody keeps it', async () => {
    const watcher = await client.watch().key('left').create();
    const events = recorded(watcher);
    await left.put('left').value('x');
    const seen = (await events(2)).map(event => event.replace(/@.*/, ''));
    await watcher.cancel();
    return seen;
  });
}

async function locksAndElections(client) {
  await step('a lock keeps others out', async () => {
    const lock = await client.lock('mutex').ttl(10).acquire();
    const refused = await client.lock('mutex').acquire().then(() => 'nobody', error => error.constructor.name);
    await lock.release();
    return [refused, await client.lock('mutex').do(() => 'ours')];
  });
  const election = client.election('office', 5);
  await step('nobody is elected', () => election.leader());
  await step('campaigns in turn', async () => {
    const first = election.campaign('first');
    await first.wait();
    const second = election.campaign('second');
    await second.getCampaignKey();
    const seen = [await election.leader()];
    const observer = await election.observe();
    const changed = async () => { const [value] = await once(observer, 'change'); seen.push(value); };
    let next = changed();
    await first.proclaim('first, anew');
    await next;
    next = changed();
    await first.resign();
    await second.wait();
    await next;
    await observer.cancel();
    await second.resign();
    seen.push(await election.leader());
    return seen;
  });
}

async function cluster(client) {
  await step('members', async () => (await client.cluster.memberList({})).members.map(member => member.name));
  await step('status', async () => {
    const status = await client.maintenance.status();
    return [status.leader === status.header.member_id, Number(status.dbSize) > 0];
  });
  await step('alarms', () => client.maintenance.alarm({ action: 'Get', memberID: 0, alarm: 'None' }));
  await step('defragment', () => client.maintenance.defragment());
  await step('snapshot', async () => {
    const stream = await client.maintenance.snapshot();
    let bytes = 0;
    stream.on('data', part => { bytes += part.blob.length; });
    await once(stream, 'end');
    return bytes % 512;
  });
  await step('compact', () => client.kv.compact({ revision: 5, physical: true }));
  await step('a compacted revision', () => client.get('a').revision(3).string());
}

async function users(client) {
  const [root, reader] = [client.role('root'), client.role('reader')];
  await step('role', async () => [(await root.create()).name, (await reader.create()).name]);
  await step('role again', () => reader.create());
  await step('grant', async () => {
    await reader.grant([{ permission: 'Read', range: { start: Buffer.from('open/'), end: Buffer.from('open0') } }, { permission: 'Readwrite', key: 'mine' }]);
    return reader.permissions();
  });
  await step('users', async () => {
    await (await client.user('root').create('secret')).addRole('root');
    await (await client.user('alice').create('wonder')).addRole('reader');
    return [(await client.getUsers()).map(user => user.name), (await client.user('alice').roles()).map(role => role.name)];
  });
  await step('user again', () => client.user('alice').create('x'));
  await step('unknown user', () => client.user('nobody').addRole('reader'));
  await step('unknown role', () => client.user('alice').addRole('nothing'));
  await client.put('open/1').value('seen');
  await step('enable', async () => Boolean(await client.auth.authEnable()));
  const as = (username, password) => new Etcd3({ hosts: `http://${endpoint}`, auth: { username, password } });
  const [admin, alice, mallory] = [as('root', 'secret'), as('alice', 'wonder'), as('alice', 'guessed')];
  await step('without a name', () => client.get('open/1').string());
  await step('a wrong password', () => mallory.get('open/1').string());
  await step('read', () => alice.get('open/1').string());
  await step('read all of a prefix', () => alice.getAll().prefix('open/').strings());
  await step('write', () => alice.put('open/1').value('x').exec());
  await step('write own', async () => [await alice.put('mine').value('x'), await alice.get('mine').string()]);
  await step('read others', () => alice.get('a').string());
  await step('not an administrator', () => alice.role('more').create());
  await step('watch others', async () => {
    const watcher = alice.watch().key('secret').watcher();
    const outcome = await Promise.race([once(watcher, 'error').then(([error]) => error.message), once(watcher, 'end').then(() => 'end'), once(watcher, 'disconnected').then(([error]) => error.message)]);
    return outcome;
  });
  await step('a new password', async () => {
    await admin.user('alice').setPassword('changed');
    return as('alice', 'changed').get('open/1').string();
  });
  await step('revoke', async () => {
    await admin.role('reader').revoke({ permission: 'Readwrite', key: 'mine' });
    return admin.role('reader').permissions();
  });
  await step('take a role', async () => {
    await admin.user('alice').removeRole('reader');
    return (await admin.user('alice').roles()).map(role => role.name);
  });
  await step('delete a user', async () => { await admin.user('alice').delete(); return (await admin.getUsers()).map(user => user.name); });
  await step('delete a role', async () => { await admin.role('reader').delete(); return (await admin.getRoles()).map(role => role.name); });
  await step('disable', async () => Boolean(await admin.auth.authDisable()));
  await step('without a name again', () => client.get('open/1').string());
}

(async () => {
  const client = new Etcd3({ hosts: `http://${endpoint}` });
  for (const part of [keys, ranges, transactions, watches, leases, locksAndElections, cluster, users]) {
    await part(client);
  }
  process.exit(0);
})().catch(error => {
  console.error(error);
  process.exit(1);
});
