package io.jukung.api.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 7386, appendix A, whose target and patch are objects, and more. */
class MergePatchTest {

    private static ObjectValue json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'a':'b'} | {'a':'c'} | {'a':'c'}
                    {'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}
                    {'a':'b'} | {'a':null} | {}
                    {'a':'b','b':'c'} | {'a':null} | {'b':'c'}
                    {'a':['b']} | {'a':'c'} | {'a':'c'}
                    {'a':'c'} | {'a':['b']} | {'a':['b']}
                    {'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}
                    {'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}
                    {'e':null} | {'a':1} | {'e':null,'a':1}
                    {} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}
                    {'a':1} | {} | {'a':1}
                    """)
    void mergesAsTheStandardSays(String target, String patch, String expected) {
        assertThat(MergePatch.apply(json(target), json(patch))).isEqualTo(json(expected));
    }

    @Test
    void refusesAPatchThatIsNoObject() {
        assertThatThrownBy(() -> MergePatch.apply(json("{}"), ListValue.empty()))
                .isInstanceOf(PatchException.class)
                .hasMessage("error decoding patch: json: cannot unmarshal array into Go value of type"
                        + " map[string]interface {}");
    }
}
