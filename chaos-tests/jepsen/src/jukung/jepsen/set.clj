(ns jukung.jepsen.set
  "A set in one key, added to by compare-and-set on its revision: what was acknowledged must be there in the end."
  (:require [jepsen.checker :as checker]
            [jepsen.client :as client]
            [jepsen.generator :as gen]
            [jukung.jepsen.db :as db]
            [jukung.jepsen.etcd :as etcd]))

(def elements-key :set)
(def attempts "How often an addition is tried when others come between." 10)

(defn add!
  "Whether it's in."
  [connection element]
  (loop [left attempts]
    (let [{:keys [value mod-revision]} (etcd/get! connection elements-key)
          added (conj (or value #{}) element)]
      (cond (:succeeded? (etcd/txn! connection
                                    [(etcd/revision-is elements-key (or mod-revision 0))]
                                    [(etcd/put-op elements-key added)])) true
            (pos? left)                                                  (recur (dec left))
            :else                                                        false))))

(defrecord SetClient [connection]
  client/Client
  (open! [this _test node]
    (assoc this :connection (etcd/connect node db/client-port)))

  (setup! [_ _test])

  (invoke! [_ _test op]
    (etcd/with-errors op #{:read}
      (case (:f op)
        :add  (if (add! connection (:value op))
                (assoc op :type :ok)
                (assoc op :type :fail, :error :conflict))
        :read (assoc op :type :ok, :value (or (:value (etcd/get! connection elements-key)) #{})))))

  (teardown! [_ _test])

  (close! [_ _test]
    (etcd/close! connection)))

(defn workload
  [_opts]
  {:client          (->SetClient nil)
   :checker         (checker/set-full {:linearizable? true})
   :generator       (gen/mix [(map (fn [x] {:f :add, :value x}) (range))
                              (repeat {:f :read})])
   :final-generator (gen/each-thread (gen/until-ok {:f :read}))})
