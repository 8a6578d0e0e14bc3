package dev.balancesync.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.balancesync.balance.Holding;
import dev.balancesync.balance.Pending.Batch;

/** What is written together: all that is pending, of every account. It goes part by part, in one transaction each, unless the database refuses. */
public final class Commit {
    /** As many rows as a small heap has room for three times over, in the text that the database is sent. */
    private static final int MOST_ROWS = 1_000;

    /** What one account has in it. */
    public record Share(Owner owner, Batch batch) {
    }

    private final List<Share> shares;
    private final Map<Owner, WrongTablesException> heldBack;

    public Commit(List<Share> shares) {
        this(shares, new LinkedHashMap<>());
    }

    private Commit(List<Share> shares, Map<Owner, WrongTablesException> heldBack) {
        this.shares = List.copyOf(shares);
        this.heldBack = heldBack;
    }

    public List<Share> shares() {
        return shares;
    }

    public int rows() {
        return shares.stream().mapToInt(each -> each.batch().holdings().size()).sum();
    }

    /** What is written together: all of it, unless it is very large. */
    public List<Commit> parts() {
        return rows() <= MOST_ROWS ? List.of(this) : inPartsOf(MOST_ROWS);
    }

    /** Each holding by itself. */
    public List<Commit> singly() {
        return inPartsOf(1);
    }

    private List<Commit> inPartsOf(int rows) {
        var parts = new ArrayList<Commit>();
        var part = new ArrayList<Share>();
        int room = rows;
        for (Share share : shares) {
            List<Holding> left = share.batch().holdings();
            while (!left.isEmpty()) {
                int some = Math.min(room, left.size());
                part.add(new Share(share.owner(), new Batch(left.subList(0, some), share.batch().readUpTo(), share.batch().arrivedAt())));
                left = left.subList(some, left.size());
                room -= some;
                if (room == 0) {
                    parts.add(new Commit(part, heldBack));
                    part.clear();
                    room = rows;
                }
            }
        }
        if (!part.isEmpty()) {
            parts.add(new Commit(part, heldBack));
        }
        return parts;
    }

    /** The tables take rows, but none of this account: it waits, and the others do not wait for it. */
    void holdBack(Owner owner, WrongTablesException why) {
        heldBack.put(owner, why);
    }

    /** Why an account is not among what was written; {@code null} when it is. */
    public WrongTablesException heldBack(Owner owner) {
        return heldBack.get(owner);
    }
}
