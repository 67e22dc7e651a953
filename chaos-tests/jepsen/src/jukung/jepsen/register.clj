(ns jukung.jepsen.register
  "Linearizable registers, one a key: reads, writes, compare-and-set, judged by Knossos."
  (:require [jepsen.client :as client]
            [jepsen.independent :as independent]
            [jepsen.tests.linearizable-register :as linearizable-register]
            [jukung.jepsen.db :as db]
            [jukung.jepsen.etcd :as etcd]))

(defrecord RegisterClient [connection]
  client/Client
  (open! [this _test node]
    (assoc this :connection (etcd/connect node db/client-port)))

  (setup! [_ _test])

  (invoke! [_ _test op]
    (let [[k argument] (:value op)
          register [:register k]]
      (etcd/with-errors op #{:read}
        (case (:f op)
          :read  (assoc op :type :ok
                        :value (independent/tuple k (:value (etcd/get! connection register))))
          :write (do (etcd/put! connection register argument)
                     (assoc op :type :ok))
          :cas   (let [[from to] argument]
                   (assoc op :type (if (etcd/cas! connection register from to) :ok :fail)))))))

  (teardown! [_ _test])

  (close! [_ _test]
    (etcd/close! connection)))

(defn workload
  [opts]
  (assoc (linearizable-register/test {:nodes         (:nodes opts)
                                      :per-key-limit (:ops-per-key opts)})
         :client (->RegisterClient nil)))
