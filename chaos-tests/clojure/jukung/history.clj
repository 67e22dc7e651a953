(ns jukung.history
  "Runs at a REPL: load a history.edn, narrow it down, pair begins with ends,
  sum up latencies and rates, and draw them. Needs Clojure alone."
  (:require [clojure.edn :as edn]
            [clojure.java.io :as io]
            [clojure.string :as str])
  (:import (java.io PushbackReader)
           (java.util Locale)))

;; Loading

(defn read-history
  "All operations of a reader, in order. Eager; it's closed by whoever opened it.
  Tagged values, as other harnesses write, are read as what they tag."
  [reader]
  (let [in  (PushbackReader. reader)
        end (Object.)]
    (loop [ops []]
      (let [op (edn/read {:eof end :default (fn [_tag value] value)} in)]
        (cond (identical? end op)               ops
              (and (vector? op) (empty? ops))   (recur op)
              (map? op)                         (recur (conj ops op))
              :else (throw (ex-info "a history's elements are maps" {:found op})))))))

(defn load-history
  "The operations of a history.edn, or of the one in a run's folder."
  [path]
  (let [file (io/file path)
        file (if (.isDirectory file) (io/file file "history.edn") file)]
    (with-open [reader (io/reader file :encoding "UTF-8")]
      (read-history reader))))

(defn load-results
  "A run's results.edn."
  [run]
  (edn/read-string (slurp (io/file run "results.edn"))))

;; Narrowing down

(defn client? [op] (number? (:process op)))
(defn fault? [op] (= :nemesis (:process op)))

(defn clients "Clients' operations." [history] (filterv client? history))
(defn faults "Begins and ends of faults." [history] (filterv fault? history))
(defn of-f "Operations with one of these :f." [history & fs] (filterv (comp (set fs) :f) history))
(defn of-type "Operations with one of these :type." [history & types] (filterv (comp (set types) :type) history))
(defn of-process [history & processes] (filterv (comp (set processes) :process) history))

(defn between
  "Operations with times in seconds from `from` until before `to`."
  [history from to]
  (filterv #(and (<= (* 1e9 from) (:time %)) (< (:time %) (* 1e9 to))) history))

(defn of-key
  "Operations on one independent key, whose values are [key value]; they get the value alone."
  [history k]
  (into [] (comp (filter #(and (vector? (:value %)) (= k (first (:value %)))))
                 (map #(assoc % :value (second (:value %)))))
        history))

;; Pairs

(defn pairs
  "[invoke completion] of each operation in the order of begins; completion is nil if there's none."
  [history]
  (let [ends (loop [open {}, ends {}, [op & more] (seq history)]
               (cond (nil? op)              ends
                     (= :invoke (:type op)) (recur (assoc open (:process op) (:index op)) ends more)
                     :else                  (if-let [begin (open (:process op))]
                                              (recur (dissoc open (:process op)) (assoc ends begin op) more)
                                              (recur open ends more))))]
    (into [] (comp (filter #(= :invoke (:type %)))
                   (map (fn [op] [op (ends (:index op))])))
          history)))

(defn latency
  "Milliseconds from begin to end of a pair; nil if it has no end."
  [[invoke completion]]
  (when completion (/ (- (:time completion) (:time invoke)) 1e6)))

(defn calls
  "The requests behind the operations: maps with :member, :method, :request and one of :answered, :refused, :unknown."
  [history]
  (into [] (mapcat :calls) history))

;; Summaries

(defn quantile
  "The least of the sorted numbers that a share q of them doesn't exceed; nil of none."
  [sorted q]
  (when (seq sorted)
    (nth sorted (-> (* (double q) (count sorted)) Math/ceil long dec (max 0)))))

(defn latency-summary
  "By :f and :type of the end: how many, and quantiles of milliseconds."
  [history]
  (into (sorted-map)
        (map (fn [[group pairs]]
               (let [sorted (vec (sort (map latency pairs)))]
                 [group {:count (count sorted)
                         :p50   (quantile sorted 0.5)
                         :p95   (quantile sorted 0.95)
                         :p99   (quantile sorted 0.99)
                         :max   (quantile sorted 1)}])))
        (group-by (fn [[invoke completion]] [(:f invoke) (:type completion)])
                  (filter second (pairs (clients history))))))

(defn rates
  "Ends a second, in windows of so many seconds: [{:from 0.0, :ok 120.0, :info 0.0, :fail 3.0} …]."
  [history window]
  (let [ends   (remove #(= :invoke (:type %)) (clients history))
        nth-of #(long (quot (:time %) (* 1e9 window)))
        counts (frequencies (map (juxt nth-of :type) ends))
        total  (if (seq ends) (inc (apply max (map nth-of ends))) 0)]
    (mapv (fn [w]
            (into {:from (* (double window) w)}
                  (map (fn [type] [type (/ (get counts [w type] 0) (double window))]))
                  [:ok :info :fail]))
          (range total))))

(defn fault-begins
  "Faults' operations without their completions, which Jepsen also writes as :info."
  [history]
  (loop [begins [], open nil, [op & more] (faults history)]
    (cond (nil? op)                               begins
          (and open (not= :invoke (:type op))
               (= (:f open) (:f op)))             (recur begins nil more)
          :else                                   (recur (conj begins op) op more))))

(defn summary
  "What a run did: operations by :f and :type of the end, faults by :f, length in seconds."
  [history]
  {:operations (into (sorted-map)
                     (frequencies (map (fn [[invoke completion]] [(:f invoke) (:type completion :info)])
                                       (pairs (clients history)))))
   :faults     (into (sorted-map) (frequencies (map :f (fault-begins history))))
   :seconds    (if (seq history) (/ (:time (peek (vec history))) 1e9) 0.0)})

;; Drawing

(defn ascii-plot
  "Points [x y] as text, so many columns and rows, with the ranges at the axes."
  ([points] (ascii-plot points 72 16))
  ([points columns rows]
   (if (empty? points)
     "(no points)\n"
     (let [xs    (map first points)
           ys    (map second points)
           [x0 x1 y0 y1] [(apply min xs) (apply max xs) (apply min ys) (apply max ys)]
           cell  (fn [v low high cells]
                   (if (== low high) 0 (long (* (dec cells) (/ (- v low) (double (- high low)))))))
           taken (set (map (fn [[x y]] [(cell x x0 x1 columns) (cell y y0 y1 rows)]) points))
           fmt   #(String/format Locale/ROOT "%10.2f" (object-array [(double %)]))]
       (str (str/join "\n"
                      (for [row (range (dec rows) -1 -1)]
                        (str (cond (= row (dec rows)) (fmt y1)
                                   (zero? row)        (fmt y0)
                                   :else              (apply str (repeat 10 \space)))
                             " |"
                             (str/trimr (apply str (map #(if (taken [% row]) \* \space) (range columns)))))))
            "\n" (apply str (repeat 11 \space)) "+" (apply str (repeat columns \-))
            "\n" (apply str (repeat 12 \space)) (str/trim (fmt x0)) " … " (str/trim (fmt x1)) "\n")))))

(defn latency-points
  "[seconds milliseconds] of the operations that ended so."
  [history type]
  (for [[invoke completion :as pair] (pairs (clients history))
        :when (= type (:type completion))]
    [(/ (:time invoke) 1e9) (latency pair)]))

(defn- escape [text]
  (str/escape (str text) {\& "&amp;", \< "&lt;", \> "&gt;", \" "&quot;"}))

(defn svg-plot
  "Series {name [[x y] …]} as dots in an SVG, at most eight of them told apart."
  [title series]
  (let [[width height margin] [900 400 60]
        colours ["#2f7de1" "#d98200" "#c2185b" "#1a8f5a" "#7a4fd0" "#0f7d96" "#8a6d3b" "#6b6f76"]
        points  (mapcat val series)
        limits  (fn [f] (if (seq points)
                          (let [vs (map f points)] [(apply min vs) (apply max vs)])
                          [0 1]))
        [x0 x1] (limits first)
        [y0 y1] (limits second)
        scale   (fn [v low high from to]
                  (if (== low high) from (+ from (* (- to from) (/ (- v low) (double (- high low)))))))
        fmt     (fn [pattern & args] (String/format Locale/ROOT pattern (object-array args)))
        text    (fn [x y anchor content]
                  (fmt "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n" (long x) (long y) anchor (escape content)))]
    (str (fmt "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n"
              (long width) (long height))
         "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
         (text margin 24 "start" title)
         (text (- margin 8) (+ margin 4) "end" (fmt "%.2f" (double y1)))
         (text (- margin 8) (- height margin) "end" (fmt "%.2f" (double y0)))
         (text margin (- height 36) "start" (fmt "%.2f" (double x0)))
         (text (- width 20) (- height 36) "end" (fmt "%.2f" (double x1)))
         (fmt "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#888\"/>\n"
              (long margin) (long margin) (long (- height margin)) (long (- width 20)))
         (apply str
                (map-indexed
                 (fn [i [series-name points]]
                   (let [colour (nth colours (mod i (count colours)))]
                     (str (fmt "<text x=\"%d\" y=\"44\" fill=\"%s\">%s</text>\n"
                               (long (+ margin (* 110 i))) colour (escape series-name))
                          (fmt "<path stroke=\"%s\" stroke-width=\"3\" stroke-linecap=\"round\" fill=\"none\" d=\"" colour)
                          (apply str
                                 (distinct
                                  (for [[x y] points]
                                    (fmt "M%d %dh0"
                                         (Math/round (double (scale x x0 x1 margin (- width 20))))
                                         (Math/round (double (scale y y0 y1 (- height margin) margin)))))))
                          "\"/>\n")))
                 series))
         "</svg>\n")))

(defn latency-svg
  "Writes the latencies of a history to an SVG file, by how operations ended."
  [history path]
  (spit path (svg-plot "Latency in ms over seconds"
                       (into {} (for [type [:ok :info :fail]
                                      :let [points (latency-points history type)]
                                      :when (seq points)]
                                  [(name type) points])))))
