package dev.balancesync.simulator;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spoils an answer of kt00018 as the faults that wait for its customer say. */
final class HoldingsFaults {
    private final FaultQueue faults;

    HoldingsFaults(FaultQueue faults) {
        this.faults = faults;
    }

    boolean repeatsPage() {
        return faults.take(Fault.PageRepeat.class).isPresent();
    }

    @SuppressWarnings("unchecked")
    void spoil(Map<String, Object> answer) {
        var rows = (List<Map<String, Object>>) answer.get(HoldingsAnswer.ROWS);
        for (Map<String, Object> row : List.copyOf(rows)) {
            String code = String.valueOf(row.get("stk_cd")).substring(1);
            var spoilt = new HashSet<String>();
            while (faults.take(each -> each instanceof Fault.RowField field && field.code().equals(code) && !spoilt.contains(field.field()))
                    .orElse(null) instanceof Fault.RowField fault) {
                spoilt.add(fault.field());
                row.put(fault.field(), fault.text());
            }
            if (faults.take(each -> each instanceof Fault.RowRepeat repeat && repeat.code().equals(code)).isPresent()) {
                rows.add(rows.indexOf(row) + 1, row);
            }
        }
        if (faults.take(Fault.EmptyList.class).orElse(null) instanceof Fault.EmptyList empty) {
            switch (empty.form()) {
                case ABSENT -> answer.remove(HoldingsAnswer.ROWS);
                case NULL -> answer.put(HoldingsAnswer.ROWS, null);
                case BLANK_ROW -> answer.put(HoldingsAnswer.ROWS, List.of(blankRow()));
            }
        }
    }

    private static Map<String, Object> blankRow() {
        var row = new LinkedHashMap<String, Object>();
        HoldingsAnswer.FIELDS.forEach(field -> row.put(field, ""));
        return row;
    }
}
