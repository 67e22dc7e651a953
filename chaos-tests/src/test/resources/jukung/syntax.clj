(ns jukung.syntax
  "Checks Clojure files whose namespaces cannot be loaded, for want of the libraries they require: they are read by
  Clojure's reader, clojure.core's macros in them are expanded (which checks their syntax by core.specs), and each
  symbol must be a local, of clojure.core, defined in the file, imported or of a namespace that is required; one of
  another of these files must be defined there."
  (:require [clojure.java.io :as io]))

(defn read-forms [file]
  (with-open [reader (clojure.lang.LineNumberingPushbackReader. (io/reader file))]
    (let [end (Object.)]
      (binding [*ns* (create-ns 'jukung.syntax.reading)]
        (doall (take-while #(not (identical? end %))
                           (repeatedly #(read {:eof end} reader))))))))

(defn- defined [form]
  (when (and (seq? form) (symbol? (first form)))
    (let [[head the-name] form]
      (case (name head)
        ("def" "defn" "defn-" "defmacro" "defmulti" "defonce") [the-name]
        ("defrecord" "deftype") [the-name (symbol (str "->" the-name)) (symbol (str "map->" the-name))]
        nil))))

(defn- clauses [ns-form kind]
  (mapcat rest (filter #(and (seq? %) (= kind (first %))) ns-form)))

(defn describe
  "What a file's namespace has: {:ns :forms :defs :aliases {alias namespace} :classes}."
  [file]
  (let [[ns-form & forms] (read-forms file)
        requires (filter vector? (clauses ns-form :require))
        options  (fn [spec] (apply hash-map (rest spec)))]
    (when-not (= 'ns (first ns-form))
      (throw (ex-info (str file ": expected ns first") {})))
    {:file    (str file)
     :ns      (second ns-form)
     :ns-form ns-form
     :forms   forms
     :defs    (into #{} (mapcat defined) forms)
     :aliases (into {} (for [spec requires :let [alias (:as (options spec))] :when alias] [alias (first spec)]))
     :refers  (into #{} (mapcat #(let [names (:refer (options %))] (when (coll? names) names))) requires)
     :all?    (boolean (some #(= :all (:refer (options %))) requires))
     :classes (into #{} (mapcat (fn [spec] (if (symbol? spec) [(symbol (last (.split (name spec) "\\.")))] (rest spec))))
                    (clauses ns-form :import))}))

(def ^:private core (the-ns 'clojure.core))
(def ^:private java-lang (ns-imports core))

(defn- class? [sym]
  (or (java-lang sym)
      (and (.contains (name sym) ".") (try (Class/forName (name sym) false (.getContextClassLoader (Thread/currentThread)))
                                           (catch ClassNotFoundException _ nil)))))

(defn- known? [{:keys [defs aliases refers classes all?]} files locals sym]
  (let [in (some-> (namespace sym) symbol)]
    (cond (nil? in)             (or (locals sym) (defs sym) (refers sym) (classes sym) (ns-resolve core sym)
                                    (special-symbol? sym) (class? sym) all?)
          (aliases in)          (if-let [ours (files (aliases in))]
                                  ((:defs ours) (symbol (name sym)))
                                  true)
          (= in 'clojure.core)  (ns-resolve core (symbol (name sym)))
          :else                 (or (classes in) (class? in)))))

(defn unknown
  "Symbols of a file that nothing gives a meaning to, with the top-level form they're in."
  [file files]
  (let [found (atom [])
        names (fn [params] (filter symbol? (tree-seq coll? seq params)))]
    (letfn [(walk-all [forms locals] (run! #(walk % locals) forms))
            (walk-fn [[params & body] locals] (walk-all body (into locals (names params))))
            (walk-methods [specs locals]
              (doseq [spec specs]
                (if (seq? spec) (walk-fn (rest spec) locals) (walk spec locals))))
            (walk-let [[bindings & body] locals]
              (walk-all body (reduce (fn [locals [binding init]] (walk init locals) (conj locals binding))
                                     locals
                                     (partition 2 bindings))))
            (walk-list [[head & args :as form] locals]
              (cond
                (not (symbol? head))         (walk-all form locals)
                (locals head)                (walk-all args locals)
                (= "clojure.core" (namespace head)) (walk-list (cons (symbol (name head)) args) locals)
                :else
                (case head
                  (quote ns)            nil
                  fn*                   (let [[fn-name args] (if (symbol? (first args)) [(first args) (rest args)] [nil args])
                                              locals (cond-> locals fn-name (conj fn-name))]
                                          (if (vector? (first args))
                                            (walk-fn args locals)
                                            (run! #(walk-fn % locals) args)))
                  (let* loop*)          (walk-let args locals)
                  letfn*                (let [locals (into locals (take-nth 2 (first args)))]
                                          (walk-all (take-nth 2 (rest (first args))) locals)
                                          (walk-all (rest args) locals))
                  catch                 (do (walk (first args) locals)
                                            (walk-all (drop 2 args) (conj locals (second args))))
                  def                   (walk-all (drop 1 args) locals)
                  .                     (let [[target member & more] args]
                                          (walk target locals)
                                          (walk-all (if (seq? member) (rest member) more) locals))
                  case                  (let [[value & pairs] args]
                                          (walk value locals)
                                          (walk-all (take-nth 2 (rest pairs)) locals)
                                          (when (odd? (count pairs)) (walk (last pairs) locals)))
                  (defrecord deftype)   (walk-methods (drop 2 args) (into locals (second args)))
                  reify                 (walk-methods args locals)
                  (expand form locals))))
            (expand [[head & args :as form] locals]
              (let [expanded (if (or (namespace head) (not (or (.startsWith (name head) ".") (.endsWith (name head) ".")
                                                               (:macro (meta (ns-resolve core head))))))
                               form
                               (binding [*ns* core] (macroexpand-1 form)))]
                (if (identical? expanded form)
                  (do (walk head locals) (walk-all args locals))
                  (walk expanded locals))))
            (walk [form locals]
              (cond (symbol? form) (when-not (or (= '& form) (known? file files locals form))
                                     (swap! found conj form))
                    (seq? form)    (when (seq form) (walk-list form locals))
                    (map? form)    (walk-all (mapcat identity form) locals)
                    (coll? form)   (walk-all form locals)))]
      (binding [*ns* (create-ns 'jukung.syntax.expanding)]
        (macroexpand-1 (:ns-form file)))
      (into {}
            (for [form (:forms file)
                  :let [_ (reset! found [])
                        _ (walk form #{})]
                  :when (seq @found)]
              [(if (seq? form) (second form) form) (vec (distinct @found))])))))

(defn check
  "{file {top-level name [unknown symbols]}} of those that have any. Throws where one cannot be read or has a wrong form."
  [paths]
  (let [described (map describe paths)
        files     (into {} (map (juxt :ns identity)) described)]
    (into {}
          (for [file described
                :let [missing (unknown file files)]
                :when (seq missing)]
            [(:file file) missing]))))
