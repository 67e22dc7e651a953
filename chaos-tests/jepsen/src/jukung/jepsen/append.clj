(ns jukung.jepsen.append
  "Transactions that read lists and append to them, judged by Elle. etcd's transactions compute nothing, so one
  reads all keys in one transaction, and writes in another that compares their revisions."
  (:require [jepsen.client :as client]
            [jepsen.tests.cycle.append :as append]
            [jukung.jepsen.db :as db]
            [jukung.jepsen.etcd :as etcd]))

(defn list-key [k] [:list k])

(defn run-locally
  "A transaction on what was read, {key list}: [completed transaction, {key new list}]."
  [txn found]
  (let [[state done]
        (reduce (fn [[state done] [f k v]]
                  (case f
                    :r      [state (conj done [:r k (get state k)])]
                    :append [(update state k (fnil conj []) v) (conj done [:append k v])]))
                [found []]
                txn)
        written (distinct (keep (fn [[f k]] (when (= :append f) k)) txn))]
    [done (select-keys state written)]))

(defn do-txn!
  "The completed transaction; nil if another one came between and nothing was done."
  [connection txn]
  (let [ks       (vec (distinct (map second txn)))
        read     (etcd/txn! connection [] (map (comp etcd/get-op list-key) ks))
        by-key   (zipmap ks (:gets read))
        found    (into {} (map (fn [[k got]] [k (:value got)])) by-key)
        [done writes] (run-locally txn found)]
    (if (empty? writes)
      done
      (let [unchanged (map (fn [[k got]] (etcd/revision-is (list-key k) (:mod-revision got 0))) by-key)
            puts      (map (fn [[k v]] (etcd/put-op (list-key k) v)) writes)]
        (when (:succeeded? (etcd/txn! connection unchanged puts))
          done)))))

(defrecord AppendClient [connection]
  client/Client
  (open! [this _test node]
    (assoc this :connection (etcd/connect node db/client-port)))

  (setup! [_ _test])

  (invoke! [_ _test op]
    (etcd/with-errors op #{}
      (if-let [done (do-txn! connection (:value op))]
        (assoc op :type :ok, :value done)
        (assoc op :type :fail, :error :conflict))))

  (teardown! [_ _test])

  (close! [_ _test]
    (etcd/close! connection)))

(defn workload
  [_opts]
  (assoc (append/test {:key-count          4
                       :max-txn-length     4
                       :max-writes-per-key 256
                       :consistency-models [:strict-serializable]})
         :client (->AppendClient nil)))
