import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.model.xform.XPathReference;
import org.javarosa.xform.util.XFormUtils;

/**
 * Fills in a form with JavaRosa, the engine of ODK Collect, and says what comes of it.
 *
 * Arguments: the form. Lines read, with tabs between words: "watch PATH"; "set PATH VALUE", without a value to empty it; "run".
 * After each run, for each watched path "PATH relevant required accepted VALUE" with 1 or 0; "outcome ok", "outcome PATH required" or "outcome PATH constraint" for what finishing
 * says; "xml BASE64", what would be sent; "done".
 */
public class Judge {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        System.setOut(System.err);
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new Device());
        FormDef form;
        try (InputStream file = Files.newInputStream(new File(arguments[0]).toPath())) {
            form = XFormUtils.getFormFromInputStream(file);
        }
        form.initialize(true, new InstanceInitializationFactory());
        List<String> watched = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t", -1);
            switch (words[0]) {
                case "watch": watched.add(words[1]); break;
                case "set": form.setValue(answer(form, words[1], words.length > 2 ? words[2] : ""), reference(words[1]), true); break;
                case "run": report(form, watched, out); break;
                default: throw new IllegalArgumentException(line);
            }
        }
        out.flush();
    }

    /** What the device knows of itself: every property is called by its own name. */
    private static class Device implements IPropertyManager {
        public List<String> getProperty(String name) {
            return List.of(name);
        }

        public String getSingularProperty(String name) {
            return name;
        }

        public void setProperty(String name, String value) {}

        public void setProperty(String name, List<String> values) {}

        public void addRules(IPropertyRules rules) {}

        public List<IPropertyRules> getRules() {
            return List.of();
        }
    }

    private static TreeReference reference(String path) {
        return XPathReference.getPathExpr(path).getReference();
    }

    private static IAnswerData answer(FormDef form, String path, String text) {
        if (text.isEmpty()) return null;
        TreeElement node = form.getMainInstance().resolveReference(reference(path));
        if (node == null) throw new IllegalArgumentException("the form has no " + path);
        return AnswerDataFactory.templateByDataType(node.getDataType()).cast(new UncastData(text));
    }

    private static void report(FormDef form, List<String> watched, PrintStream out) throws Exception {
        for (String path : watched) {
            TreeReference reference = reference(path);
            TreeElement node = form.getMainInstance().resolveReference(reference);
            IAnswerData value = node.isRelevant() ? node.getValue() : null;
            boolean isAccepted = form.evaluateConstraint(reference, value);
            out.println(path + "\t" + bit(node.isRelevant()) + "\t" + bit(node.isRequired()) + "\t" + bit(isAccepted) + "\t"
                + (value == null ? "" : value.uncast().getString().replace("\n", " ")));
        }
        ValidateOutcome outcome = form.validate();
        if (outcome == null) {
            out.println("outcome\tok");
        } else {
            String why = outcome.outcome == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY ? "required" : "constraint";
            out.println("outcome\t" + outcome.failedPrompt.getReference().genericize().toString(false) + "\t" + why);
        }
        byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getMainInstance());
        out.println("xml\t" + Base64.getEncoder().encodeToString(xml));
        out.println("done");
    }

    private static String bit(boolean isTrue) {
        return isTrue ? "1" : "0";
    }
}
