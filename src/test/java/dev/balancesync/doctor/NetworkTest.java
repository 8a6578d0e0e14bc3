package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import dev.balancesync.doctor.Check.Outcome;
import dev.balancesync.kiwoom.Language;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final String DIRECT = "db.abcdefgh.supabase.co";

    /** A machine with a name server that knows these addresses, and with routes to IPv4 only. */
    private static Network knowing(String... addresses) {
        return new Network() {
            @Override
            List<InetAddress> resolve(String host) throws IOException {
                if (addresses.length == 0) {
                    throw new UnknownHostException(host);
                }
                var found = new ArrayList<InetAddress>();
                for (String address : addresses) {
                    found.add(InetAddress.getByName(address));
                }
                return found;
            }

            @Override
            boolean hasRouteTo(InetAddress address) {
                return address.getAddress().length == 4;
            }
        };
    }

    @Test
    void a_host_with_only_ipv6_is_out_of_reach_without_it_and_the_pooler_is_named() throws IOException {
        Check check = knowing("2406:da12::1").dns(Language.EN, "database.dns", DIRECT, "SUPABASE_DB_URL");

        assertThat(check.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check.finding()).contains("IPv6 only");
        assertThat(check.advice()).contains("pooler's URL");
    }

    @Test
    void a_direct_supabase_host_that_is_unknown_may_be_one_with_only_ipv6() throws IOException {
        assertThat(knowing().dns(Language.EN, "database.dns", DIRECT, "SUPABASE_DB_URL").advice()).contains("pooler's URL");
        assertThat(knowing().dns(Language.EN, "database.dns", "db.example.com", "SUPABASE_DB_URL").advice()).doesNotContain("pooler");
    }

    @Test
    void one_address_with_a_route_is_enough() throws IOException {
        Check check = knowing("2406:da12::1", "192.0.2.1").dns(Language.EN, "database.dns", "aws-0-ap-northeast-2.pooler.supabase.com", "SUPABASE_DB_URL");

        assertThat(check.outcome()).isEqualTo(Outcome.OK);
        assertThat(check.finding()).contains("IPv4 and IPv6");
    }

    @Test
    void this_machine_has_a_route_to_itself() throws IOException {
        assertThat(new Network().hasRouteTo(InetAddress.getByName("127.0.0.1"))).isTrue();
    }
}
