package org.candor.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A captured mail is read as its reader's program would read it. */
class MailSourceTest {
    private static MailSource read(String text) {
        return MailSource.read(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void both_parts_are_found_and_decoded() {
        MailSource mail = read("""
                Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe_an_?=
                 =?utf-8?b?w4RubmE=?=
                From: "Example Bank"
                 <privacy@example.com>
                Content-Type: multipart/alternative;
                 boundary="=_abc"

                not for anybody
                --=_abc
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: quoted-printable

                Sch=C3=B6n=
                e Gr=C3=BC=C3=9Fe =3D
                --=_abc
                Content-Type: text/html; charset=UTF-8
                Content-Transfer-Encoding: base64

                PHA+U2Now7ZuPC9wPg==
                --=_abc--
                epilogue
                """);
        assertEquals("Grüße an Änna", mail.headers().getFirst().value());
        assertEquals(
                "\"Example Bank\" <privacy@example.com>", mail.headers().get(1).value());
        assertEquals("Schöne Grüße =", mail.text());
        assertEquals("<p>Schön</p>", mail.html());
        assertEquals(
                List.of("text/plain", "text/html"),
                mail.parts().stream().map(MailSource.Part::type).toList());
    }

    @Test
    void a_mail_without_parts_is_its_text() {
        MailSource mail = read("Subject: Grüße\n\nZeile\n\nnoch eine");
        assertEquals("Grüße", mail.headers().getFirst().value());
        assertEquals("Zeile\r\n\r\nnoch eine", mail.text());
        assertEquals("", mail.html());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=?iso-8859-1?q?M=FCller?= sagt | Müller sagt",
                "=?utf-8*de?Q?a_b?= | a b",
                "=?no-such?Q?a?= | a",
                "=?utf-8?b?w4Q?= | Ä",
                "100 =?= sure | 100 =?= sure"
            })
    void headers_are_decoded_as_far_as_they_can_be(String header, String read) {
        assertEquals(read, MailText.header(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no header at all",
                "Content-Type: multipart/mixed\n\nno boundary",
                "Content-Type: multipart/mixed; boundary=x\n\n--x",
                "Content-Type: multipart/mixed; boundary=x\n\n--x\n\n=",
                "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=x\n\n--x\n",
                "Content-Transfer-Encoding: quoted-printable\n\n=4",
                ":\n: \n\n"
            })
    void nonsense_is_shown_as_it_is(String text) {
        MailSource mail = read(text);
        assertTrue(mail.parts().size() <= 2, mail::toString);
    }

    @Test
    void parts_in_parts_end_somewhere() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        assertTrue(read(deep.toString()).parts().size() <= 1);
        assertEquals(
                50,
                read("Content-Type: multipart/mixed; boundary=x\n\n" + "--x\n\nhere\n".repeat(200))
                        .parts()
                        .size());
    }
}
