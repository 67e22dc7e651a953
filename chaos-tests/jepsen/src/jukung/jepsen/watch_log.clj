(ns jukung.jepsen.watch-log
  "What watchers saw, judged: pure.")

(defn out-of-order
  "Neighbours of a watcher's events whose revisions don't grow."
  [events]
  (filterv (fn [[a b]] (<= (:mod-revision b) (:mod-revision a)))
           (partition 2 1 events)))

(defn check-logs
  "Of {watcher events}: each in the order of revisions, and all the same. The longest is what the
  others are compared with."
  [logs]
  (let [longest   (when (seq logs) (apply max-key (comp count val) logs))
        disorder  (into {} (for [[watcher events] logs
                                 :let [wrong (out-of-order events)]
                                 :when (seq wrong)]
                             [watcher (vec (take 8 wrong))]))
        different (into {} (for [[watcher events] logs
                                 :when (not= events (val longest))]
                             [watcher {:events          (count events)
                                       :first-different (count (take-while true? (map = events (val longest))))}]))]
    {:valid?       (cond (seq disorder)                     false
                         (or (nil? longest)
                             (empty? (val longest)))        :unknown
                         :else                              (empty? different))
     :watchers     (count logs)
     :events       (if longest (count (val longest)) 0)
     :out-of-order disorder
     :different    different}))
