package dev.balancesync.meters;

import java.util.LinkedHashMap;
import java.util.Map;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** Gathers series into the families of one answer to Prometheus, by their names there. */
final class Families {
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();

    /** Those that have some labels in common. */
    final class Series {
        private final Labels common;

        private Series(Labels common) {
            this.common = common;
        }

        void gauge(String name, String help, double value, String... labels) {
            gauges.computeIfAbsent(name, each -> GaugeSnapshot.builder().name(each).help(help))
                    .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(common.merge(Labels.of(labels))).value(value).build());
        }

        /** @param name without {@code _total} */
        void counter(String name, String help, double value, String... labels) {
            counters.computeIfAbsent(name, each -> CounterSnapshot.builder().name(each).help(help))
                    .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().labels(common.merge(Labels.of(labels))).value(value).build());
        }
    }

    Series of(String... labels) {
        return new Series(Labels.of(labels));
    }

    MetricSnapshots snapshots() {
        var all = MetricSnapshots.builder();
        gauges.values().forEach(each -> all.metricSnapshot(each.build()));
        counters.values().forEach(each -> all.metricSnapshot(each.build()));
        return all.build();
    }
}
