package io.jukung.chaos.zoo;

import static java.util.stream.Collectors.joining;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Applies transformations to classes' bytes. */
final class ClassRewriter {

    private final ClassFile classFiles;
    private final Function<String, Optional<byte[]>> classes;

    /**
     * @param classes the bytes of a class by its binary name: of hooks, and of what the verifier has to know
     */
    ClassRewriter(Function<String, Optional<byte[]>> classes) {
        this.classes = classes;
        var hierarchy = ClassHierarchyResolver.ofResourceParsing(type -> classes.apply(binaryName(type))
                .map(java.io.ByteArrayInputStream::new)
                .orElse(null));
        this.classFiles = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                hierarchy.orElse(ClassHierarchyResolver.defaultResolver()).cached()));
    }

    /**
     * The class as it is to be.
     *
     * @throws MismatchException if a transformation does not fit it, or what comes out is no valid class
     */
    byte[] rewrite(byte[] original, List<Transformation> transformations) {
        byte[] bytes = original;
        for (var transformation : transformations) {
            bytes = apply(classFiles.parse(bytes), transformation);
        }
        var errors = classFiles.verify(bytes);
        if (!errors.isEmpty()) {
            throw new MismatchException("%s is no valid class any more: %s"
                    .formatted(transformations.getFirst().target().type(), errors.getFirst()));
        }
        return bytes;
    }

    private byte[] apply(ClassModel type, Transformation transformation) {
        var target = transformation.target();
        var methods = type.methods().stream()
                .filter(method -> isTarget(method, target))
                .toList();
        if (methods.size() != 1) {
            throw new MismatchException("%s: expected one such method, found %d".formatted(target, methods.size()));
        }
        var method = methods.getFirst();
        return switch (transformation) {
            case Transformation.Calls calls -> replaceCalls(type, calls);
            case Transformation.Result result -> change(type, method, changedResult(method, result));
            case Transformation.Argument argument -> change(type, method, changedArgument(method, argument));
            case Transformation.Body body -> replaceBody(type, method, body);
        };
    }

    private static boolean isTarget(MethodModel method, Target target) {
        return method.methodName().equalsString(target.method())
                && method.code().isPresent()
                && !method.flags().has(AccessFlag.BRIDGE)
                && target.parameters()
                        .map(names -> names.equals(method.methodTypeSymbol().parameterList().stream()
                                .map(ClassRewriter::simpleName)
                                .toList()))
                        .orElse(true);
    }

    private static String simpleName(ClassDesc type) {
        var name = type.displayName();
        return name.substring(name.lastIndexOf('$') + 1);
    }

    private byte[] change(ClassModel type, MethodModel method, CodeTransform change) {
        return classFiles.transformClass(
                type,
                ClassTransform.transformingMethods(any -> any == method, MethodTransform.transformingCode(change)));
    }

    private byte[] replaceCalls(ClassModel type, Transformation.Calls calls) {
        long places = type.methods().stream()
                .filter(method -> isWithin(method, calls.target()))
                .flatMap(method -> method.code().orElseThrow().elementStream())
                .filter(element -> isCall(element, calls))
                .count();
        if (places != calls.places()) {
            throw new MismatchException("%s: expected %d calls of %s.%s, found %d"
                    .formatted(calls.target(), calls.places(), calls.calleeType(), calls.callee(), places));
        }
        return classFiles.transformClass(type, (classBuilder, element) -> {
            if (element instanceof MethodModel method && isWithin(method, calls.target())) {
                classBuilder.transformMethod(method, MethodTransform.transformingCode(replacing(method, calls)));
            } else {
                classBuilder.with(element);
            }
        });
    }

    private CodeTransform replacing(MethodModel method, Transformation.Calls calls) {
        return (code, element) -> {
            if (element instanceof InvokeInstruction invoke && isCall(invoke, calls)) {
                callHook(
                        code,
                        calls.hook(),
                        operands(invoke),
                        method,
                        invoke.typeSymbol().returnType());
            } else {
                code.with(element);
            }
        };
    }

    private static boolean isWithin(MethodModel method, Target target) {
        return isTarget(method, target)
                || (method.methodName().stringValue().startsWith("lambda$" + target.method() + "$")
                        && method.code().isPresent());
    }

    private static boolean isCall(CodeElement element, Transformation.Calls calls) {
        return element instanceof InvokeInstruction invoke
                && invoke.name().equalsString(calls.callee())
                && binaryName(invoke.owner().asSymbol()).equals(calls.calleeType());
    }

    private static List<ClassDesc> operands(InvokeInstruction invoke) {
        var operands = new ArrayList<ClassDesc>();
        if (invoke.opcode() != Opcode.INVOKESTATIC) {
            operands.add(invoke.owner().asSymbol());
        }
        operands.addAll(invoke.typeSymbol().parameterList());
        return operands;
    }

    private CodeTransform changedResult(MethodModel method, Transformation.Result result) {
        var type = method.methodTypeSymbol().returnType();
        if (type.equals(ConstantDescs.CD_void)) {
            throw new MismatchException(result.target() + ": has no result");
        }
        return (code, instruction) -> {
            if (instruction instanceof ReturnInstruction) {
                callHook(code, result.hook(), List.of(type), method, type);
            }
            code.with(instruction);
        };
    }

    private CodeTransform changedArgument(MethodModel method, Transformation.Argument argument) {
        var types = method.methodTypeSymbol().parameterList();
        if (argument.index() >= types.size()) {
            throw new MismatchException("%s: expected at least %d parameters, found %d"
                    .formatted(argument.target(), argument.index() + 1, types.size()));
        }
        var type = types.get(argument.index());
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                int slot = code.parameterSlot(argument.index());
                code.loadLocal(TypeKind.from(type), slot);
                callHook(code, argument.hook(), List.of(type), method, type);
                code.storeLocal(TypeKind.from(type), slot);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }

    private byte[] replaceBody(ClassModel type, MethodModel method, Transformation.Body body) {
        var result = method.methodTypeSymbol().returnType();
        MethodTransform replacing = (builder, element) -> {
            if (element instanceof CodeModel) {
                builder.withCode(code -> {
                    callHook(code, body.hook(), List.of(), method, result);
                    code.return_(TypeKind.from(result));
                });
            } else {
                builder.with(element);
            }
        };
        return classFiles.transformClass(type, ClassTransform.transformingMethods(any -> any == method, replacing));
    }

    /** With the operands on the stack; adds what else the hook wants. */
    private void callHook(
            CodeBuilder code, Hook hook, List<ClassDesc> operands, MethodModel around, ClassDesc expectedResult) {
        var type = typeOf(hook, around.parent().orElseThrow().thisClass().asSymbol());
        var offered = new ArrayList<>(operands);
        var context = contextTypes(around);
        offered.addAll(context);
        boolean fits = type.parameterCount() >= operands.size()
                && type.parameterCount() <= offered.size()
                && type.returnType().equals(expectedResult);
        for (int i = 0; fits && i < type.parameterCount(); i++) {
            fits = accepts(type.parameterType(i), offered.get(i));
        }
        if (!fits) {
            throw new MismatchException("%s.%s%s: expected %s, and after %d of these as many more as wanted, giving %s"
                    .formatted(
                            hook.type(),
                            hook.method(),
                            type.displayDescriptor(),
                            offered.stream().map(ClassDesc::displayName).collect(joining(", ", "(", ")")),
                            operands.size(),
                            expectedResult.displayName()));
        }
        int slot = 0;
        for (int i = 0; i < type.parameterCount() - operands.size(); i++) {
            var kind = TypeKind.from(context.get(i));
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
        code.invokestatic(ClassDesc.of(hook.type()), hook.method(), type);
    }

    /** What lies in the first local variables of a method. */
    private static List<ClassDesc> contextTypes(MethodModel method) {
        var types = new ArrayList<ClassDesc>();
        if (!method.flags().has(AccessFlag.STATIC)) {
            types.add(method.parent().orElseThrow().thisClass().asSymbol());
        }
        types.addAll(method.methodTypeSymbol().parameterList());
        return types;
    }

    private static boolean accepts(ClassDesc parameter, ClassDesc offered) {
        return parameter.equals(offered) || (parameter.equals(ConstantDescs.CD_Object) && !offered.isPrimitive());
    }

    private MethodTypeDesc typeOf(Hook hook, ClassDesc caller) {
        var bytes = classes.apply(hook.type())
                .orElseThrow(() -> new MismatchException("there is no class " + hook.type() + " for a hook"));
        var type = classFiles.parse(bytes);
        var methods = type.methods().stream()
                .filter(method -> method.methodName().equalsString(hook.method())
                        && method.flags().has(AccessFlag.STATIC)
                        && !method.flags().has(AccessFlag.PRIVATE))
                .toList();
        if (methods.size() != 1) {
            throw new MismatchException("%s.%s: expected one static method of that name, found %d"
                    .formatted(hook.type(), hook.method(), methods.size()));
        }
        var method = methods.getFirst();
        // The verifier does not look at this, the JVM does when the call is made.
        if (!type.thisClass().asSymbol().packageName().equals(caller.packageName())
                && !(type.flags().has(AccessFlag.PUBLIC) && method.flags().has(AccessFlag.PUBLIC))) {
            throw new MismatchException("%s.%s: expected to be public, or in package %s"
                    .formatted(hook.type(), hook.method(), caller.packageName()));
        }
        return method.methodTypeSymbol();
    }

    private static String binaryName(ClassDesc type) {
        var descriptor = type.descriptorString();
        return descriptor.startsWith("L")
                ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
                : descriptor;
    }
}
