package readout.analysis;

import java.io.Reader;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;

/** Letters written another way before words are cut: ё as е. */
record Mapping(String name, NormalizeCharMap letters) implements NormalizingCharFilterFactory {

    @Override
    public Reader create(Reader text) {
        return new MappingCharFilter(letters, text);
    }
}
