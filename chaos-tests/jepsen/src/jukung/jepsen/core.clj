(ns jukung.jepsen.core
  "The command line: lein run test --nodes n1,n2,n3,n4,n5 --product jukung --workload append --faults kill,partition"
  (:require [clojure.string :as str]
            [jepsen.checker :as checker]
            [jepsen.cli :as cli]
            [jepsen.generator :as gen]
            [jepsen.os.debian :as debian]
            [jepsen.tests :as tests]
            [jukung.jepsen.append :as append]
            [jukung.jepsen.db :as db]
            [jukung.jepsen.nemesis :as nemesis]
            [jukung.jepsen.register :as register]
            [jukung.jepsen.set :as set]
            [jukung.jepsen.watch :as watch])
  (:gen-class))

(def workloads
  {:append   append/workload
   :register register/workload
   :set      set/workload
   :watch    watch/workload})

(defn parse-faults
  "kill,partition; none is no faults, all is all."
  [text]
  (case text
    "none" #{}
    "all"  nemesis/faults
    (set (map keyword (str/split text #",")))))

(def options
  [[nil "--product NAME" "Whose store: jukung or etcd"
    :default  :jukung
    :parse-fn keyword
    :validate [#{:jukung :etcd} "expected jukung or etcd"]]
   [nil "--tarball PATH" "A build of Jukung, or a release of etcd: a file here or a URL; etcd without one is Debian's"]
   ["-w" "--workload NAME" "append, register, set or watch"
    :default  :append
    :parse-fn keyword
    :validate [workloads (cli/one-of workloads)]]
   [nil "--faults NAMES" "Of kill, pause, partition, clock, compact, with commas; or all, or none"
    :default  #{:kill :partition}
    :parse-fn parse-faults
    :validate [(partial every? nemesis/faults) (cli/one-of nemesis/faults)]]
   [nil "--interval SECONDS" "Between faults of one kind"
    :default  8
    :parse-fn parse-long
    :validate [#(and % (pos? %)) "expected a number of 1 or more"]]
   [nil "--rate HZ" "Operations a second, about"
    :default  100
    :parse-fn parse-long
    :validate [#(and % (pos? %)) "expected a number of 1 or more"]]
   [nil "--ops-per-key COUNT" "Operations on one register"
    :default  150
    :parse-fn parse-long
    :validate [#(and % (pos? %)) "expected a number of 1 or more"]]
   [nil "--snapshot-count COUNT" "Entries between snapshots; few, so that snapshots happen"
    :default  200
    :parse-fn parse-long
    :validate [#(and % (pos? %)) "expected a number of 1 or more"]]])

(defn store-test
  "Jepsen's test of parsed options."
  [opts]
  (let [workload ((workloads (:workload opts)) opts)
        member   (db/db)
        faults   (nemesis/package {:db       member
                                   :nodes    (:nodes opts)
                                   :faults   (:faults opts)
                                   :interval (:interval opts)
                                   :partition {:targets [:one :majority :majorities-ring :primaries]}
                                   :kill     {:targets [:one :primaries :all]}
                                   :pause    {:targets [:one :primaries]}})]
    (merge tests/noop-test
           opts
           {:name      (str/join "-" (map name (list* (:product opts) (:workload opts) (sort (:faults opts)))))
            :os        debian/os
            :db        member
            :client    (:client workload)
            :nemesis   (:nemesis faults)
            :checker   (checker/compose
                        {:workload   (:checker workload)
                         :stats      (checker/stats)
                         :perf       (checker/perf {:nemeses (:perf faults)})
                         :exceptions (checker/unhandled-exceptions)
                         :crashes    (checker/log-file-pattern #"Exception in thread|panic:|OutOfMemoryError" "member.log")})
            :generator (gen/phases
                        (->> (:generator workload)
                             (gen/stagger (/ (:rate opts)))
                             (gen/nemesis (gen/phases (gen/sleep 5) (:generator faults)))
                             (gen/time-limit (:time-limit opts)))
                        (gen/log "Healing")
                        (gen/nemesis (:final-generator faults))
                        (gen/sleep 15)
                        (gen/clients (:final-generator workload)))})))

(defn all-tests
  "Every workload under every fault."
  [opts]
  (for [_        (range (:test-count opts))
        faults   [#{} #{:kill} #{:pause} #{:partition} #{:clock} #{:kill :pause :partition :clock :compact}]
        workload (sort (keys workloads))]
    (store-test (assoc opts :workload workload :faults faults))))

(defn -main [& args]
  (cli/run! (merge (cli/single-test-cmd {:test-fn store-test, :opt-spec options})
                   (cli/test-all-cmd {:tests-fn all-tests, :opt-spec options})
                   (cli/serve-cmd))
            args))
