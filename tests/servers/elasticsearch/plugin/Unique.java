package readout.analysis;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Every word of a text once. */
final class Unique extends FilteringTokenFilter {

    private final CharTermAttribute word = addAttribute(CharTermAttribute.class);
    private final Set<String> seen = new HashSet<>();

    Unique(TokenStream words) {
        super(words);
    }

    @Override
    protected boolean accept() {
        return seen.add(word.toString());
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        seen.clear();
    }
}
