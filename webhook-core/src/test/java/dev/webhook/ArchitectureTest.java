package dev.webhook;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

    private static final String ROOT = "dev.webhook";

    private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packagesFormNoCycle() {
        slices().assignedFrom(new TopLevelPackages()).should().beFreeOfCycles().check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"store", "signing", "http", "retry"})
    void aLeafPackageKnowsNoOtherPackageOfOurs(String leaf) {
        String own = ROOT + "." + leaf + "..";
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage(own))))
                .check(MAIN);
    }

    @Test
    void archivesKnowNothingOfWhatIsInThem() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".retention..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(ROOT + ".retention..")))
                        .and(not(resideInAPackage(ROOT + ".store.."))))
                .check(MAIN);
    }

    @Test
    void nobodyKnowsTheInMemoryAdapters() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".memory..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".memory..")
                .check(MAIN);
    }

    @Test
    void onlyTheInMemoryAdaptersKnowTheDispatchersPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".memory..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(MAIN);
    }

    @Test
    void publicSignaturesShowOnlyTypesThatAHostMaySee() {
        classes()
                .that(describe("can be seen by a host", ArchitectureTest::isVisible))
                .should(new ShowOnlyAllowedTypes())
                .check(MAIN);
    }

    @Test
    void mainCodeDoesNotKnowTheLoggerOfTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(MAIN);
    }

    @Test
    void mainCodePrintsNothing() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN);
    }

    @Test
    void onlyTimeSourceReadsTheClock() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.webhook\\.TimeSource(\\$.*)?")
                .should()
                .accessTargetWhere(describe("it reads the wall clock", ArchitectureTest::readsTheClock))
                .check(MAIN);
    }

    @Test
    void nobodySleepsNotEvenInTests() {
        noClasses()
                .should()
                .accessTargetWhere(describe(
                        "it sleeps",
                        access -> access.getTarget().getName().equals("sleep")
                                && Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit")
                                        .contains(access.getTargetOwner().getName())))
                .check(ALL);
    }

    private static boolean readsTheClock(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getTarget().getName();
        if (owner.isEquivalentTo(System.class)) {
            return name.equals("currentTimeMillis");
        }
        if (owner.isEquivalentTo(Clock.class)) {
            return name.startsWith("system") || name.startsWith("tick");
        }
        if (owner.isEquivalentTo(Date.class)) {
            return access.getTarget().getFullName().equals("java.util.Date.<init>()");
        }
        return owner.getPackageName().startsWith("java.time") && name.equals("now") && !takesAClock(access);
    }

    private static boolean takesAClock(JavaAccess<?> access) {
        return access.getTarget().getFullName().endsWith("(" + Clock.class.getName() + ")");
    }

    private static boolean isVisible(JavaClass type) {
        boolean open = type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
        return open && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    /** One slice for each package directly below the root, with all below it, and one for the root itself. */
    private static final class TopLevelPackages implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            if (!(name + ".").startsWith(ROOT + ".")) {
                return SliceIdentifier.ignore();
            }
            List<String> segments = List.of(name.split("\\.", -1));
            return SliceIdentifier.of(segments.size() > 2 ? segments.get(2) : "the root package");
        }

        @Override
        public String getDescription() {
            return "the packages below " + ROOT;
        }
    }

    /** Types of the JDK, slf4j, JSpecify and our own; everything else is a detail that a host must not depend on. */
    private static final class ShowOnlyAllowedTypes extends ArchCondition<JavaClass> {

        /** The one option that hands the host a builder of the HTTP client that we use. */
        private static final String EXCEPTION = ROOT + ".http.OkHttpTransport$Builder.customise(";

        private static final DescribedPredicate<JavaClass> ALLOWED = describe(
                "allowed",
                type -> Stream.of("java.", "javax.", "org.slf4j.", "org.jspecify.", ROOT + ".")
                        .anyMatch(type.getBaseComponentType().getName()::startsWith));

        ShowOnlyAllowedTypes() {
            super("show only types of the JDK, slf4j, JSpecify and our own");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            type.getSuperclass().ifPresent(parent -> require(type, type.getName(), parent, events));
            type.getInterfaces().forEach(parent -> require(type, type.getName(), parent, events));
            type.getTypeParameters().forEach(parameter -> require(type, type.getName(), parameter, events));
            for (JavaField field : type.getFields()) {
                if (isOpen(field.getModifiers())) {
                    require(type, field.getFullName(), field.getType(), events);
                }
            }
            for (JavaCodeUnit method : type.getCodeUnits()) {
                if (isOpen(method.getModifiers()) && !method.getFullName().startsWith(EXCEPTION)) {
                    requireSignature(type, method, events);
                }
            }
        }

        private static void requireSignature(JavaClass type, JavaCodeUnit method, ConditionEvents events) {
            String where = method.getFullName();
            require(type, where, method.getReturnType(), events);
            method.getParameterTypes().forEach(parameter -> require(type, where, parameter, events));
            method.getExceptionTypes().forEach(thrown -> require(type, where, thrown, events));
            method.getTypeParameters().forEach(parameter -> require(type, where, parameter, events));
        }

        private static void require(JavaClass type, String where, JavaType shown, ConditionEvents events) {
            for (JavaClass raw : shown.getAllInvolvedRawTypes()) {
                if (!raw.getBaseComponentType().isPrimitive() && !ALLOWED.test(raw)) {
                    events.add(SimpleConditionEvent.violated(type, where + " shows " + raw.getName()));
                }
            }
        }

        private static boolean isOpen(Set<JavaModifier> modifiers) {
            boolean open = modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
            return open && !modifiers.contains(JavaModifier.SYNTHETIC);
        }
    }
}
