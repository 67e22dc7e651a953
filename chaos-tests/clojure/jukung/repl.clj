(ns jukung.repl
  "Where chaos-tests/history-repl begins: `history` is loaded if one was named."
  (:require [clojure.pprint :refer [pprint print-table]]
            [jukung.history :refer :all]))

(def history
  (let [path (System/getenv "HISTORY")]
    (if (seq path) (load-history path) [])))

(println (count history) "events in `history`. Try:
  (summary history)
  (pprint (latency-summary history))
  (print-table (rates history 1))
  (print (ascii-plot (latency-points history :ok)))
  (latency-svg history \"latency.svg\")
  (pprint (filterv :error (of-f history :read)))
Others: (load-history \"store/latest\"), clients, faults, of-f, of-type, of-process, of-key, between, pairs, calls")
