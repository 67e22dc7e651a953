package io.jukung.store.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Single values of protobuf's JSON, as strictly as protobuf-go takes them. */
final class FieldValues {

    private static final int MAX_NUMBER_LENGTH = 64;
    private static final BigDecimal BEYOND = BigDecimal.ONE.scaleByPowerOfTen(20);
    private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private FieldValues() {}

    /** The value at the parser's token, in protobuf's Java type; null if it is none of the field. */
    static @Nullable Object scalar(FieldDescriptor field, JsonParser at) {
        return switch (field.getType()) {
            case INT64, SINT64, SFIXED64 ->
                integer(at, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE));
            case UINT64, FIXED64 -> integer(at, BigInteger.ZERO, UINT64_MAX);
            case INT32, SINT32, SFIXED32 ->
                narrow(integer(at, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE)));
            case UINT32, FIXED32 -> narrow(integer(at, BigInteger.ZERO, BigInteger.valueOf(0xffff_ffffL)));
            case BOOL ->
                switch (at.currentToken()) {
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    default -> null;
                };
            case STRING -> text(at);
            case BYTES -> bytes(at);
            case ENUM -> enumValue(field, at);
            case DOUBLE, FLOAT, GROUP, MESSAGE ->
                throw new IllegalArgumentException("no scalar of etcd's API: " + field.getFullName());
        };
    }

    private static @Nullable Integer narrow(@Nullable Long value) {
        return value == null ? null : value.intValue();
    }

    /** A number, also in quotes, also like 1e3; within the bounds. */
    private static @Nullable Long integer(JsonParser at, BigInteger least, BigInteger most) {
        var token = at.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT
                && token != JsonToken.VALUE_NUMBER_FLOAT
                && token != JsonToken.VALUE_STRING) {
            return null;
        }
        var text = at.getString();
        if (text.isEmpty() || text.length() > MAX_NUMBER_LENGTH || text.charAt(0) == '+') {
            return null;
        }
        try {
            var number = new BigDecimal(text);
            // Else 1e999999999 would be written out.
            if (number.signum() != 0 && (number.abs().compareTo(BEYOND) > 0 || number.scale() > MAX_NUMBER_LENGTH)) {
                return null;
            }
            var whole = number.toBigIntegerExact();
            return whole.compareTo(least) < 0 || whole.compareTo(most) > 0 ? null : whole.longValue();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable String text(JsonParser at) {
        if (at.currentToken() != JsonToken.VALUE_STRING) {
            return null;
        }
        var text = at.getString();
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text : null;
    }

    /** Base64 of either alphabet, padded or not. */
    private static @Nullable ByteString bytes(JsonParser at) {
        if (at.currentToken() != JsonToken.VALUE_STRING) {
            return null;
        }
        var text = at.getString();
        boolean forUrls = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            return ByteString.copyFrom((forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A name or a number; a name that is not known counts as left out, as does a field. */
    private static @Nullable Object enumValue(FieldDescriptor field, JsonParser at) {
        var type = field.getEnumType();
        if (at.currentToken() == JsonToken.VALUE_STRING) {
            var named = type.findValueByName(at.getString());
            return named == null ? type.findValueByNumberCreatingIfUnknown(0) : named;
        }
        if (at.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            return null;
        }
        var number = narrow(integer(at, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE)));
        return number == null ? null : type.findValueByNumberCreatingIfUnknown(number);
    }
}
