(ns jukung.jepsen.watch
  "Writers change one key, watchers follow it across broken connections; in the end all have seen the same events."
  (:require [jepsen.checker :as checker]
            [jepsen.client :as client]
            [jepsen.generator :as gen]
            [jukung.jepsen.db :as db]
            [jukung.jepsen.etcd :as etcd]
            [jukung.jepsen.watch-log :as watch-log]))

(def watched :watched)

(defn watch-for!
  "Events from a revision on, until none came for `quiet-ms` or the watch ended."
  [connection revision quiet-ms]
  (let [events (atom [])
        last-at (atom (System/nanoTime))
        ended (promise)]
    (with-open [_watcher (etcd/watch! connection watched revision
                                      (fn [event]
                                        (swap! events conj event)
                                        (reset! last-at (System/nanoTime)))
                                      (fn [e] (deliver ended (or e :completed))))]
      (loop []
        (when (and (= ::running (deref ended 50 ::running))
                   (< (- (System/nanoTime) @last-at) (* 1e6 quiet-ms)))
          (recur)))
      @events)))

(defrecord WatchClient [connection log]
  client/Client
  (open! [this _test node]
    (assoc this :connection (etcd/connect node db/client-port)))

  (setup! [_ _test])

  (invoke! [_ _test op]
    (etcd/with-errors op #{:watch :final-watch}
      (case (:f op)
        :write (do (etcd/put! connection watched (:value op))
                   (assoc op :type :ok))
        ;; A process goes on where it was, on whichever node its connection is now.
        (:watch :final-watch)
        (let [seen   (get @log (:process op) [])
              from   (inc (:mod-revision (peek seen) 0))
              events (watch-for! connection from (if (= :watch (:f op)) 1000 10000))]
          (swap! log update (:process op) (fnil into []) events)
          (assoc op :type :ok, :value (mapv #(select-keys % [:type :value :mod-revision]) events))))))

  (teardown! [_ _test])

  (close! [_ _test]
    (etcd/close! connection)))

(defn logs
  "{process events} of all watches that ended well, in their order."
  [history]
  (reduce (fn [logs op]
            (if (and (= :ok (:type op)) (#{:watch :final-watch} (:f op)))
              (update logs (:process op) (fnil into []) (:value op))
              logs))
          {}
          history))

(defn finished
  "Only of processes that saw the end: one that crashed has no duty to."
  [history]
  (let [done (set (keep #(when (and (= :ok (:type %)) (= :final-watch (:f %))) (:process %)) history))]
    (select-keys (logs history) done)))

(defn watch-checker []
  (reify checker/Checker
    (check [_ _test history _opts]
      (watch-log/check-logs (finished history)))))

(defn workload
  [opts]
  {:client          (->WatchClient nil (atom {}))
   :checker         (watch-checker)
   :generator       (gen/reserve (max 1 (quot (:concurrency opts) 2))
                                 (map (fn [x] {:f :write, :value x}) (range))
                                 (repeat {:f :watch}))
   :final-generator (gen/each-thread (gen/until-ok {:f :final-watch}))})
