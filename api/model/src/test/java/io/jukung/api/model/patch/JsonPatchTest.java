package io.jukung.api.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.Value;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

    private static Value json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {} | [] | {}
                    {'a':1} | [{'op':'add','path':'/b','value':2}] | {'a':1,'b':2}
                    {'a':1} | [{'op':'add','path':'/a','value':null}] | {'a':null}
                    {'a':[1,2]} | [{'op':'add','path':'/a/1','value':9}] | {'a':[1,9,2]}
                    {'a':[1,2]} | [{'op':'add','path':'/a/-','value':9}] | {'a':[1,2,9]}
                    {'a':[1,2]} | [{'op':'add','path':'/a/2','value':9}] | {'a':[1,2,9]}
                    {'a':[1,2]} | [{'op':'replace','path':'/a/-1','value':9}] | {'a':[1,9]}
                    {'a':[1,2]} | [{'op':'remove','path':'/a/0'}] | {'a':[2]}
                    {'a':[1,2]} | [{'op':'replace','path':'/a/00','value':9}] | {'a':[9,2]}
                    {'a':{'b':1}} | [{'op':'remove','path':'/a/b'}] | {'a':{}}
                    {'a/b':1,'c~d':2} | [{'op':'replace','path':'/a~1b','value':3},{'op':'remove','path':'/c~0d'}] | {'a/b':3}
                    {'a':1} | [{'op':'move','from':'/a','path':'/b'}] | {'b':1}
                    {'a':{'x':1}} | [{'op':'copy','from':'/a','path':'/b'}] | {'a':{'x':1},'b':{'x':1}}
                    {'a':1} | [{'op':'test','path':'/a','value':1},{'op':'replace','path':'/a','value':2}] | {'a':2}
                    {'a':1} | [{'op':'test','path':'/b','value':null}] | {'a':1}
                    {'a':1} | [{'op':'replace','path':'','value':[1]}] | [1]
                    """)
    void appliesOperations(String document, String patch, String expected) {
        assertThat(JsonPatch.apply(json(document), json(patch))).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {} | 400
                    [1] | 400
                    [{'op':'bogus','path':'/a'}] | 422
                    [{'op':'add','path':'a','value':1}] | 422
                    [{'op':'add','path':'/a'}] | 422
                    [{'op':'add','value':1}] | 422
                    [{'op':'add','path':'/no/x','value':1}] | 422
                    [{'op':'add','path':'/s/x','value':1}] | 422
                    [{'op':'add','path':'/l/9','value':1}] | 422
                    [{'op':'add','path':'/l/x','value':1}] | 422
                    [{'op':'replace','path':'/no','value':1}] | 422
                    [{'op':'replace','path':'/l/2','value':1}] | 422
                    [{'op':'remove','path':'/no'}] | 422
                    [{'op':'remove','path':''}] | 422
                    [{'op':'copy','from':'/no','path':'/x'}] | 422
                    [{'op':'test','path':'/s','value':'other'}] | 422
                    [{'op':'test','path':'/s','value':null}] | 422
                    """)
    void refusesWhatDoesNotFit(String patch, int code) {
        assertThatThrownBy(() -> JsonPatch.apply(json("{'s':'text','l':[1,2]}"), json(patch)))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.reason().code()).isEqualTo(code));
    }
}
