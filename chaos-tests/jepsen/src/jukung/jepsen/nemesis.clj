(ns jukung.jepsen.nemesis
  "Jepsen's kills, pauses, partitions and clock jumps, and compactions of the store's history."
  (:require [jepsen.generator :as gen]
            [jepsen.nemesis :as nemesis]
            [jepsen.nemesis.combined :as combined]
            [jukung.jepsen.db :as db]
            [jukung.jepsen.etcd :as etcd]))

(def faults #{:kill :pause :partition :clock :compact})

(def kept-revisions "How many a compaction leaves." 100)

(defn compact!
  "Through any node; what came of it."
  [node]
  (let [client (etcd/connect node db/client-port)]
    (try
      (let [revision (- (etcd/put! client :compacted (System/nanoTime)) kept-revisions)]
        (if (pos? revision)
          (do (etcd/compact! client revision) revision)
          :too-early))
      (catch Exception e
        (or (:error (etcd/error e)) (throw e)))
      (finally (etcd/close! client)))))

(defrecord Compactor []
  nemesis/Reflection
  (fs [_] #{:compact})

  nemesis/Nemesis
  (setup! [this _test] this)
  (invoke! [_ test op]
    (let [node (rand-nth (:nodes test))]
      (assoc op :value [node (compact! node)])))
  (teardown! [_ _test]))

(defn compact-package
  [opts]
  (when (contains? (:faults opts) :compact)
    {:nemesis         (->Compactor)
     :generator       (gen/stagger (:interval opts) (repeat {:type :info, :f :compact}))
     :final-generator nil
     :perf            #{{:name "compact", :fs #{:compact}, :start #{}, :stop #{}}}}))

(defn package
  "All that was asked for, in one."
  [opts]
  (combined/compose-packages
   (remove nil?
           [(combined/nemesis-package (update opts :faults disj :compact))
            (compact-package opts)])))
