(ns jukung.jepsen.etcd
  "The etcd v3 API by jetcd, for keys and values that are EDN. Knows nothing of Jepsen."
  (:require [clojure.edn :as edn])
  (:import (io.etcd.jetcd ByteSequence Client ClientBuilder KV KeyValue Maintenance Txn Watch Watch$Listener Watch$Watcher)
           (io.etcd.jetcd.common.exception ErrorCode EtcdException)
           (io.etcd.jetcd.kv GetResponse PutResponse TxnResponse)
           (io.etcd.jetcd.maintenance StatusResponse)
           (io.etcd.jetcd.op Cmp Cmp$Op CmpTarget Op)
           (io.etcd.jetcd.options GetOption PutOption WatchOption)
           (io.etcd.jetcd.watch WatchEvent WatchEvent$EventType WatchResponse)
           (java.nio.charset StandardCharsets)
           (java.util.concurrent CompletableFuture ExecutionException TimeUnit TimeoutException)))

(set! *warn-on-reflection* true)

(def timeout-ms "How long a request may take." 5000)

;; Values

(defn- ->bytes ^ByteSequence [value]
  (ByteSequence/from ^String (pr-str value) StandardCharsets/UTF_8))

(defn- <-bytes [^ByteSequence bytes]
  (edn/read-string (.toString bytes StandardCharsets/UTF_8)))

(defn- kv->map [^KeyValue kv]
  {:key          (<-bytes (.getKey kv))
   :value        (<-bytes (.getValue kv))
   :version      (.getVersion kv)
   :mod-revision (.getModRevision kv)})

;; Connections

(defn connect
  "A client of one member alone, so that an operation's node is the one that it was sent to."
  ^Client [node port]
  (let [^ClientBuilder builder (Client/builder)
        endpoints (into-array String [(str "http://" node ":" port)])]
    (.build ^ClientBuilder (.endpoints builder ^"[Ljava.lang.String;" endpoints))))

(defn close! [^Client client]
  (.close client))

(defn- await! [^CompletableFuture future]
  (.get future timeout-ms TimeUnit/MILLISECONDS))

;; Errors

(def ^:private refusals
  "Codes of requests that were judged and refused: they did not happen."
  #{ErrorCode/INVALID_ARGUMENT ErrorCode/NOT_FOUND ErrorCode/ALREADY_EXISTS ErrorCode/FAILED_PRECONDITION
    ErrorCode/OUT_OF_RANGE ErrorCode/PERMISSION_DENIED ErrorCode/UNAUTHENTICATED ErrorCode/UNIMPLEMENTED
    ErrorCode/RESOURCE_EXHAUSTED})

(defn- etcd-exception ^EtcdException [^Throwable error]
  (loop [^Throwable e error]
    (cond (nil? e)                     nil
          (instance? EtcdException e)  e
          :else                        (recur (.getCause e)))))

(defn error
  "What an exception means: {:definite? did it surely not happen, :error [code text]}; nil if it isn't a request's."
  [^Throwable e]
  (if-let [etcd (etcd-exception e)]
    (let [code (.getErrorCode etcd)]
      {:definite? (contains? refusals code)
       :error     [(keyword (str code)) (.getMessage etcd)]})
    (when (or (instance? TimeoutException e) (instance? ExecutionException e))
      {:definite? false
       :error     [:timeout (str e)]})))

(defmacro with-errors
  "Does the body, which completes the operation. One that fails is :fail if it surely didn't happen or
  is of the idempotent :f, which change nothing; else :info."
  [op idempotent & body]
  `(try ~@body
        (catch Exception e#
          (if-let [{definite# :definite? error# :error} (error e#)]
            (assoc ~op
                   :type  (if (or definite# (contains? ~idempotent (:f ~op))) :fail :info)
                   :error error#)
            (throw e#)))))

;; Requests

(defn get!
  "A key's {:value :version :mod-revision}, nil if it's not there. Linearizable."
  [^Client client k]
  (let [^KV kvs (.getKVClient client)
        ^GetResponse response (await! (.get kvs (->bytes k)))]
    (some-> (first (.getKvs response)) kv->map)))

(defn put!
  "Returns the revision."
  [^Client client k v]
  (let [^KV kvs (.getKVClient client)
        ^PutResponse response (await! (.put kvs (->bytes k) (->bytes v)))]
    (.getRevision (.getHeader response))))

(defn value-is "A comparison: the key's value is this." [k v]
  (Cmp. (->bytes k) Cmp$Op/EQUAL (CmpTarget/value (->bytes v))))

(defn revision-is "A comparison: the key was last written at this revision; 0 if it's not there." [k revision]
  (Cmp. (->bytes k) Cmp$Op/EQUAL (CmpTarget/modRevision (long revision))))

(defn put-op [k v] (Op/put (->bytes k) (->bytes v) PutOption/DEFAULT))
(defn get-op [k] (Op/get (->bytes k) GetOption/DEFAULT))

(defn txn!
  "If all comparisons hold, does the operations in one revision. Returns
  {:succeeded? … :gets [{:value …} …]}, the gets in the order of their operations."
  [^Client client comparisons operations]
  (let [^KV kvs (.getKVClient client)
        ^Txn txn (.txn kvs)
        ^Txn txn (.If txn (into-array Cmp comparisons))
        ^Txn txn (.Then txn (into-array Op operations))
        ^TxnResponse response (await! (.commit txn))]
    {:succeeded? (.isSucceeded response)
     :gets       (mapv (fn [^GetResponse got] (some-> (first (.getKvs got)) kv->map))
                       (.getGetResponses response))}))

(defn cas!
  "Whether the value was `from` and is `to` now."
  [client k from to]
  (:succeeded? (txn! client [(value-is k from)] [(put-op k to)])))

(defn status
  "A member's word on itself: {:leader? …}."
  [^Client client node port]
  (let [^Maintenance maintenance (.getMaintenanceClient client)
        ^StatusResponse response (await! (.statusMember maintenance (str "http://" node ":" port)))]
    {:leader? (= (.getLeader response) (.getMemberId (.getHeader response)))
     :term    (.getRaftTerm (.getHeader response))}))

(defn compact!
  "Forgets what is older than the revision."
  [^Client client revision]
  (let [^KV kvs (.getKVClient client)]
    (await! (.compact kvs (long revision)))))

;; Watches

(defn watch!
  "Calls `on-event` with {:type :put or :delete, :key, :value, :mod-revision} of each event of a key from
  a revision on, and `on-end` with an exception or nil when no more comes. Returns what closes it."
  ^java.lang.AutoCloseable [^Client client k revision on-event on-end]
  (let [^Watch watches (.getWatchClient client)
        ^WatchOption option (.. (WatchOption/builder) (withRevision (long revision)) (build))
        listener (reify Watch$Listener
                   (onNext [_ response]
                     (doseq [^WatchEvent event (.getEvents ^WatchResponse response)]
                       (let [kv (.getKeyValue event)]
                         (on-event (if (= WatchEvent$EventType/DELETE (.getEventType event))
                                     {:type :delete, :mod-revision (.getModRevision kv)}
                                     (assoc (kv->map kv) :type :put))))))
                   (onError [_ e] (on-end e))
                   (onCompleted [_] (on-end nil)))
        ^Watch$Watcher watcher (.watch watches (->bytes k) option listener)]
    watcher))
