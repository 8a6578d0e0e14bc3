package dev.balancesync.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.cluster.Leadership;
import dev.balancesync.store.Fence;

/** Of which accounts this machine may write, and what it proves of them to the database. */
public final class WriteRight {
    private final Fence fence;

    /** @param fence {@code null} where there is only this machine, which may write of all */
    public WriteRight(Fence fence) {
        this.fence = fence;
    }

    public boolean isHeld(ServedAccount account) {
        return isHeld(account, new ArrayList<>());
    }

    /** @param proofs to which what proves it is added */
    boolean isHeld(ServedAccount account, List<Fence.Proof> proofs) {
        if (fence == null) {
            return true;
        }
        Optional<Fence.Proof> proof = account.get(Leadership.class).proof();
        proof.ifPresent(proofs::add);
        return proof.isPresent();
    }

    /**
     * What this thread writes from now on is of any of these that this machine may write.
     *
     * @return whether there is one
     */
    public boolean proveAll(List<ServedAccount> accounts) {
        var proofs = new ArrayList<Fence.Proof>();
        accounts.forEach(each -> isHeld(each, proofs));
        prove(proofs);
        return fence == null || !proofs.isEmpty();
    }

    /** What this thread writes from now on, until it proves something else. */
    void prove(List<Fence.Proof> proofs) {
        if (fence != null) {
            fence.prove(proofs);
        }
    }

    /** This thread writes of one account now; what it has lost the right to, the database refuses. */
    void prove(ServedAccount account) {
        var proofs = new ArrayList<Fence.Proof>();
        isHeld(account, proofs);
        prove(proofs);
    }
}
