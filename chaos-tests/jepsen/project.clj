(defproject jukung.jepsen "0.1.0-SNAPSHOT"
  :description "Jepsen's tests of Jukung's store, and of etcd for comparison"
  :license {:name "Apache-2.0"}
  :dependencies [[org.clojure/clojure "1.12.4"]
                 ;; From Clojars.
                 [jepsen "0.3.7"]
                 ;; From Maven Central.
                 [io.etcd/jetcd-core "0.8.6"]]
  :source-paths ["src"]
  :main jukung.jepsen.core
  :jvm-opts ["-Xmx4g" "-Djava.awt.headless=true"])
