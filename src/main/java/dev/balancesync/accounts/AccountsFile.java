package dev.balancesync.accounts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.balancesync.kiwoom.Bilingual;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads {@code accounts.yaml}. An entry that is wrong is told by alias and line, and costs itself. Of two that have a name, a key or an
 * account in common the later one is wrong.
 */
public final class AccountsFile {
    private static final String ACCOUNTS = "accounts";

    private final AccountDefaults defaults;
    private final References references;

    /** @param variables what the environment or {@code .env} has under a name; {@code null} for nothing */
    public AccountsFile(AccountDefaults defaults, Function<String, String> variables) {
        this.defaults = defaults;
        this.references = new References(variables);
    }

    public Read read(Path file) {
        try {
            return read(Files.readAllBytes(file));
        } catch (IOException e) {
            return nothing(0, "파일을 읽을 수 없습니다. 있는지, 서비스가 읽을 수 있는지 확인하세요",
                    "the file cannot be read. Check that it is there, and that the service may read it");
        }
    }

    /** @param yaml UTF-8 */
    public Read read(byte[] yaml) {
        Optional<Node> document;
        try {
            document = new Compose(LoadSettings.builder().setSchema(new CoreSchema()).build()).composeInputStream(new ByteArrayInputStream(yaml));
        } catch (MarkedYamlEngineException e) {
            // what the parser found may be a part of a secret, so it is not repeated
            return nothing(e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
                    "YAML이 아닙니다. 이 줄과 앞줄의 들여쓰기, 쌍점 뒤의 빈칸, 따옴표를 확인하세요",
                    "this is no YAML. Look at indentation, blanks after colons and quotation marks here and in the line before");
        } catch (YamlEngineException e) {
            return nothing(0, "UTF-8로 된 YAML이 아닙니다. UTF-8로 저장하세요", "the file is no YAML in UTF-8. Save it as UTF-8");
        }
        if (document.isEmpty() || isNothing(document.get())) {
            return nothing(0, "파일이 비어 있습니다. accounts: 아래에 계좌를 적으세요", "the file is empty. List the accounts below accounts:");
        }
        var checks = new EntryChecks(defaults, references, Field::inFile);
        return list(document.get(), checks).map(entries -> {
            entries.getValue().forEach(each -> take(each, checks));
            return checks.read();
        }).orElseGet(() -> nothing(line(document.get()), "accounts: 아래에 '- name:'으로 시작하는 목록이 없습니다",
                "there is no list below accounts: whose entries begin with '- name:'"));
    }

    private static Optional<SequenceNode> list(Node document, EntryChecks checks) {
        SequenceNode found = null;
        if (document instanceof MappingNode mapping) {
            for (NodeTuple each : mapping.getValue()) {
                boolean named = text(each.getKeyNode()).equals(ACCOUNTS);
                if (named && found == null && each.getValueNode() instanceof SequenceNode list && !list.getValue().isEmpty()) {
                    found = list;
                } else {
                    checks.complain(line(each.getKeyNode()), "accounts: 말고는 아무것도 읽지 않습니다",
                            "nothing but one accounts: is read in this file");
                }
            }
        }
        return Optional.ofNullable(found);
    }

    private static void take(Node node, EntryChecks checks) {
        if (!(node instanceof MappingNode mapping)) {
            checks.complain(line(node), "계좌 항목은 'name: 이름' 꼴의 줄들이어야 합니다", "an entry must be lines such as 'name: father'");
            return;
        }
        var values = new EnumMap<Field, AccountEntry.Value>(Field.class);
        var seen = new ArrayList<Field>();
        var problems = new ArrayList<Problem>();
        for (NodeTuple each : mapping.getValue()) {
            String name = text(each.getKeyNode());
            Optional<Field> field = Field.ofFile(name);
            int line = line(each.getKeyNode());
            if (field.isEmpty()) {
                String shown = name.matches("[A-Za-z_-]{1,16}") ? " " + name : "";
                problems.add(problem(line, "모르는 항목" + shown + "이(가) 있습니다", "there is no field" + shown));
            } else if (seen.contains(field.get())) {
                problems.add(problem(line, name + ": 두 번 나옵니다", name + " stands there twice"));
            } else if (!(each.getValueNode() instanceof ScalarNode)) {
                problems.add(problem(line, name + ": 값 하나여야 합니다", name + " must be one value"));
                seen.add(field.get());
            } else {
                seen.add(field.get());
                String text = text(each.getValueNode()).strip();
                if (!text.isEmpty()) {
                    values.put(field.get(), new AccountEntry.Value(text, line));
                }
            }
        }
        checks.take(new AccountEntry(line(node), values), problems);
    }

    private static Problem problem(int line, String korean, String english) {
        return new Problem("", line, new Bilingual(korean, english));
    }

    private static Read nothing(int line, String korean, String english) {
        return new Read(List.of(), List.of(problem(line, korean, english)), List.of(), false);
    }

    private static boolean isNothing(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar && !isNothing(node) ? scalar.getValue() : "";
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
