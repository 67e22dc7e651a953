package io.jukung.chaos.history;

import com.google.protobuf.Message;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnWriter;
import java.io.IOException;

/** A {@link Call} as {@code {:member "n1", :method "KV/Put", :request {…}, :answered {…}, :begun 1, :ended 2}}. */
final class CallEdn {

    private CallEdn() {}

    static void write(EdnWriter out, Call call) throws IOException {
        var types = EtcdMethods.of(call.method());
        out.beginMap();
        out.key("member").write(Edn.of(call.member()));
        out.key("method").write(Edn.of(call.method()));
        out.key("request");
        message(out, call.method(), call.request(), types.request());
        switch (call.result()) {
            case Call.Result.Answered(var response) -> {
                out.key("answered");
                message(out, call.method(), response, types.response());
            }
            case Call.Result.Refused(var code, var text) -> out.key("refused").write(status(code, text));
            case Call.Result.Unknown(var code, var text) -> out.key("unknown").write(status(code, text));
        }
        out.key("begun").write(Edn.of(call.begun()));
        out.key("ended").write(Edn.of(call.ended()));
        out.endMap();
    }

    /** @throws IllegalArgumentException that names the field and what was expected */
    static Call read(Edn value) {
        var fields = Fields.of(value, "call");
        var method = fields.text("method");
        var types = EtcdMethods.of(method);
        return new Call(
                fields.text("member"),
                method,
                MessageEdn.read(fields.value("request"), types.request()),
                result(fields, types.response()),
                fields.integer("begun"),
                fields.integer("ended"));
    }

    private static Call.Result result(Fields call, Message response) {
        if (call.has("answered")) {
            return new Call.Result.Answered(MessageEdn.read(call.value("answered"), response));
        }
        if (call.has("refused")) {
            var status = Fields.of(call.value("refused"), "refused");
            return new Call.Result.Refused(status.text("code"), status.text("text"));
        }
        if (call.has("unknown")) {
            var status = Fields.of(call.value("unknown"), "unknown");
            return new Call.Result.Unknown(status.text("code"), status.text("text"));
        }
        throw new IllegalArgumentException("call: expected :answered, :refused or :unknown");
    }

    private static void message(EdnWriter out, String method, Message message, Message type) throws IOException {
        if (message.getClass() != type.getClass()) {
            throw new IllegalArgumentException("call of " + method + ": has a "
                    + message.getDescriptorForType().getFullName() + ", expected "
                    + type.getDescriptorForType().getFullName());
        }
        MessageEdn.write(out, message);
    }

    private static Edn status(String code, String text) {
        return Edn.dict("code", Edn.of(code), "text", Edn.of(text));
    }
}
