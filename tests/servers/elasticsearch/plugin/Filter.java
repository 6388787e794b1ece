package readout.analysis;

import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** A token filter with the name that its user gave it. */
record Filter(String name, UnaryOperator<TokenStream> filtered) implements TokenFilterFactory {

    @Override
    public TokenStream create(TokenStream words) {
        return filtered.apply(words);
    }
}
