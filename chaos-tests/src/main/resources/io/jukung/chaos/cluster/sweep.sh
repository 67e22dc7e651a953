# sweep.sh RUN DIRECTORY: removes from this machine all that the cluster RUN made, whatever state it is in. Its files in
# DIRECTORY stay.
run=$1
directory=$2
PATH=$PATH:/usr/sbin:/sbin

for freezer in /sys/fs/cgroup/freezer/jukung-chaos-"$run"-*; do
  [ -d "$freezer" ] && echo THAWED >"$freezer/freezer.state"
done
for group in /sys/fs/cgroup/jukung-chaos-"$run"-* /sys/fs/cgroup/unified/jukung-chaos-"$run"-*; do
  [ -e "$group/cgroup.freeze" ] && echo 0 >"$group/cgroup.freeze"
done

# Whole clusters know best how to go. Their plans go last of all, so one that did not get that far is asked again below.
down() {
  [ -n "$directory" ] || return
  for plan in "$directory"/*/cluster.json; do
    [ -e "$plan" ] && timeout -k 5 60 "$directory/jukung" down --purge --data-dir="${plan%/cluster.json}" >/dev/null 2>&1
  done
}
pids=$(grep -lzsx "JUKUNG_CHAOS_RUN=$run" /proc/[0-9]*/environ | sed 's|^/proc/||; s|/environ$||')
# shellcheck disable=SC2086
[ -n "$pids" ] && kill -CONT $pids 2>/dev/null
down

# Once more as long as there were any: one may have started another meanwhile.
tries=0
while [ $tries -lt 100 ]; do
  pids=$(grep -lzsx "JUKUNG_CHAOS_RUN=$run" /proc/[0-9]*/environ | sed 's|^/proc/||; s|/environ$||')
  [ -n "$pids" ] || break
  # shellcheck disable=SC2086
  kill -9 $pids 2>/dev/null
  tries=$((tries + 1))
  sleep 0.05
done
down

for namespace in /run/netns/"$run"-*; do
  [ -e "$namespace" ] && ip netns delete "${namespace##*/}"
done
ip link show dev "$run" >/dev/null 2>&1 && ip link delete dev "$run"

# A process that is being killed has no environment any more but still has its files: a disk may be busy for a while.
unmount() {
  tries=0
  while [ $tries -lt 100 ]; do
    umount "$1" 2>/dev/null && return
    tries=$((tries + 1))
    sleep 0.1
  done
  umount -l "$1"
}
if [ -n "$directory" ]; then
  while read -r _ _ _ _ point _; do
    point=$(printf '%b' "$point")
    case $point in
    "$directory"/*) unmount "$point" ;;
    esac
  done </proc/self/mountinfo
  # A disk lives on while another process has a copy of the mounts of all (ip -n has one, and a container that starts).
  tries=0
  while [ $tries -lt 100 ] && cat /sys/block/loop*/loop/backing_file 2>/dev/null | grep -qF "$directory/"; do
    tries=$((tries + 1))
    sleep 0.1
  done
fi

for group in /sys/fs/cgroup/jukung-chaos-"$run"-* /sys/fs/cgroup/*/jukung-chaos-"$run"-*; do
  [ -d "$group" ] && rmdir "$group"
done
rm -f "/run/jukung-chaos/$run"
exit 0
