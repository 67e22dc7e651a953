package io.jukung.chaos.check.cycles;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tarjan's strongly connected components, without recursion: histories are long. */
final class Components {

    private static final int NONE = -1;

    private final Dependencies graph;
    private final int kinds;
    private final int[] index;
    private final int[] low;
    private final int[] next;
    private final boolean[] open;
    private final ArrayDeque<Integer> stack = new ArrayDeque<>();
    private final List<List<Integer>> found = new ArrayList<>();
    private int counter;

    private Components(Dependencies graph, int kinds) {
        this.graph = graph;
        this.kinds = kinds;
        int size = graph.size();
        index = new int[size];
        low = new int[size];
        next = new int[size];
        open = new boolean[size];
        Arrays.fill(index, NONE);
    }

    /** Those of more than one transaction, along edges of some kinds (bits). */
    static List<List<Integer>> of(Dependencies graph, int kinds) {
        var components = new Components(graph, kinds);
        for (int i = 0; i < graph.size(); i++) {
            if (components.index[i] == NONE) {
                components.visit(i);
            }
        }
        return components.found;
    }

    private void enter(int node, ArrayDeque<Integer> calls) {
        index[node] = counter;
        low[node] = counter++;
        stack.push(node);
        open[node] = true;
        calls.push(node);
    }

    private void visit(int root) {
        var calls = new ArrayDeque<Integer>();
        enter(root, calls);
        while (!calls.isEmpty()) {
            int node = calls.peek();
            var edges = graph.from(node);
            if (next[node] < edges.size()) {
                var edge = edges.get(next[node]++);
                if ((edge.kind().bit() & kinds) == 0) {
                    continue;
                }
                int to = edge.to();
                if (index[to] == NONE) {
                    enter(to, calls);
                } else if (open[to]) {
                    low[node] = Math.min(low[node], index[to]);
                }
            } else {
                calls.pop();
                if (!calls.isEmpty()) {
                    int parent = calls.peek();
                    low[parent] = Math.min(low[parent], low[node]);
                }
                if (low[node] == index[node]) {
                    close(node);
                }
            }
        }
    }

    private void close(int root) {
        var component = new ArrayList<Integer>();
        int node;
        do {
            node = stack.pop();
            open[node] = false;
            component.add(node);
        } while (node != root);
        if (component.size() > 1) {
            component.sort(null);
            found.add(component);
        }
    }
}
