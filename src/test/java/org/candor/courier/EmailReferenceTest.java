package org.candor.courier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailReferenceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            250 2.0.0 Ok: queued as 4XyZ1234           | 4XyZ1234
            250 2.0.0 Ok: queued as 7                  | 7
            250 Ok 0102018f5a-ab12-000000              | 0102018f5a-ab12-000000
            250 OK id=1abCD2-0003eF-GH                 | 1abCD2-0003eF-GH
            250 2.6.0 <x@y> [InternalId=123456, Hostname=h] Queued mail | 123456
            250 2.0.0 OK  1763720000 a640c23a62f3a-xyz.123 - gsmtp       | ''
            250 2.0.0 Ok: queued as <anna1@people.example>  | ''
            250 2.0.0 Ok: queued as anna1@people.example    | ''
            250 Ok thank you                           | ''
            250                                        | ''
            """)
    void the_relays_id_is_read_and_nothing_that_could_be_an_address(String reply, String reference) {
        assertEquals(reference, EmailReference.in(reply + "\n"));
    }
}
