(ns jukung.jepsen.db
  "Puts a member on each node by SSH: Jukung's from a tarball of a build, etcd from Debian's package or a
  release. Both take the same flags."
  (:require [clojure.string :as str]
            [clojure.tools.logging :refer [info]]
            [jepsen.control :as c]
            [jepsen.control.util :as cu]
            [jepsen.core :as jepsen]
            [jepsen.db :as db]
            [jepsen.os.debian :as debian]
            [jukung.jepsen.etcd :as etcd]))

(def client-port 2379)
(def peer-port 2380)
(def dir "/opt/store-under-test")
(def data (str dir "/data"))
(def log (str dir "/member.log"))
(def pidfile (str dir "/member.pid"))

(defn peer-url [node] (str "http://" node ":" peer-port))
(defn client-url [node] (str "http://" node ":" client-port))

(defn initial-cluster
  "As the flag of this name: n1=http://n1:2380,…"
  [nodes]
  (str/join "," (map #(str % "=" (peer-url %)) nodes)))

(defn flags
  "A member's command line after the program. On restart the data say who it is."
  [test node]
  ["--name" node
   "--data-dir" data
   "--listen-client-urls" (str "http://0.0.0.0:" client-port)
   "--advertise-client-urls" (client-url node)
   "--listen-peer-urls" (str "http://0.0.0.0:" peer-port)
   "--initial-advertise-peer-urls" (peer-url node)
   "--initial-cluster" (initial-cluster (:nodes test))
   "--initial-cluster-state" "new"
   "--initial-cluster-token" "jepsen"
   "--snapshot-count" (str (:snapshot-count test))])

(defn program
  "What is started, and what comes before a member's flags."
  [test]
  (case (:product test)
    :jukung [(str dir "/product/jukung") ["store"]]
    :etcd   [(if (:tarball test) (str dir "/product/etcd") "/usr/bin/etcd") []]))

(defn install!
  [test]
  (c/su
   (c/exec :mkdir :-p dir)
   (if-let [tarball (:tarball test)]
     (if (re-find #"^(https?|file)://" tarball)
       (cu/install-archive! tarball (str dir "/product"))
       (do (c/upload tarball "/tmp/store-under-test.tar.gz")
           (cu/install-archive! "file:///tmp/store-under-test.tar.gz" (str dir "/product"))))
     (if (= :etcd (:product test))
       (debian/install [:etcd-server])
       (throw (ex-info "--tarball: expected a build of Jukung, see README.md" {}))))))

(defn start-member!
  [test node]
  (let [[binary prefix] (program test)]
    (c/su
     ;; The launcher is a script and becomes a JVM: who runs is known by the pid alone.
     (when-not (cu/daemon-running? pidfile)
       (apply cu/start-daemon!
              {:logfile log, :pidfile pidfile, :chdir dir}
              binary
              (concat prefix (flags test node)))))))

(defn await-serving!
  "Until the member answers a linearizable read, at most two minutes."
  [node]
  (let [client   (etcd/connect node client-port)
        deadline (+ (System/nanoTime) (long 120e9))]
    (try
      (loop []
        (when-not (try (etcd/get! client :serving?) true
                       (catch Exception e
                         (when-not (etcd/error e) (throw e))
                         (when (< deadline (System/nanoTime))
                           (throw (ex-info (str node " does not serve") {:node node} e)))
                         false))
          (Thread/sleep 500)
          (recur)))
      (finally (etcd/close! client)))))

(defn leader?
  [node]
  (let [client (etcd/connect node client-port)]
    (try (:leader? (etcd/status client node client-port))
         (catch Exception e
           (when-not (etcd/error e) (throw e))
           false)
         (finally (etcd/close! client)))))

(defrecord Member []
  db/DB
  (setup! [_ test node]
    (info "Installing" (name (:product test)) "on" node)
    (install! test)
    (start-member! test node)
    (jepsen/synchronize test 300)
    (await-serving! node))

  (teardown! [this test node]
    (db/kill! this test node)
    (c/su (c/exec :rm :-rf dir)))

  db/Process
  (start! [_ test node]
    (start-member! test node))

  (kill! [_ _test _node]
    (c/su (cu/stop-daemon! pidfile)
          (cu/grepkill! :kill (str "data-dir " data))))

  db/Pause
  (pause! [_ _test _node]
    (c/su (cu/grepkill! :stop (str "data-dir " data))))

  (resume! [_ _test _node]
    (c/su (cu/grepkill! :cont (str "data-dir " data))))

  db/Primary
  (setup-primary! [_ _test _node])

  (primaries [_ test]
    (filterv leader? (:nodes test)))

  db/LogFiles
  (log-files [_ _test _node]
    {log "member.log"}))

(defn db [] (->Member))
