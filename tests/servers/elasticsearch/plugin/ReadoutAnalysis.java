package readout.analysis;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerScope;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.PreBuiltAnalyzerProvider;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/** What the bare server lacks of a full one's text analysis: Lucene's own pieces, under the names that a full server gives them. */
public final class ReadoutAnalysis extends Plugin implements AnalysisPlugin {

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        return Map.of(
            "english", analyzer(EnglishAnalyzer::new),
            "russian", analyzer(RussianAnalyzer::new),
            "cjk", analyzer(CJKAnalyzer::new)
        );
    }

    /** `pattern_capture` and `unique` are asked for by the security index, without which no API key can be made. */
    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "cjk_bigram", filter(settings -> CJKBigramFilter::new),
            "cjk_width", filter(settings -> CJKWidthFilter::new),
            "pattern_capture", filter(ReadoutAnalysis::patternCapture),
            "snowball", filter(settings -> words -> new SnowballFilter(words, settings.get("language", "English"))),
            "unique", filter(settings -> Unique::new)
        );
    }

    /** `uax_url_email` is asked for by the security index. */
    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of(
            "uax_url_email",
            (index, environment, name, settings) -> TokenizerFactory.newFactory(name, UAX29URLEmailTokenizer::new),
            "whitespace",
            (index, environment, name, settings) -> TokenizerFactory.newFactory(name, WhitespaceTokenizer::new)
        );
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of("mapping", (index, environment, name, settings) -> new Mapping(name, charMap(settings)));
    }

    private static AnalysisProvider<AnalyzerProvider<? extends Analyzer>> analyzer(Supplier<Analyzer> made) {
        return (index, environment, name, settings) -> new PreBuiltAnalyzerProvider(name, AnalyzerScope.INDICES, made.get());
    }

    private static AnalysisProvider<TokenFilterFactory> filter(Function<Settings, UnaryOperator<TokenStream>> configured) {
        return (index, environment, name, settings) -> new Filter(name, configured.apply(settings));
    }

    private static UnaryOperator<TokenStream> patternCapture(Settings settings) {
        boolean original = settings.getAsBoolean("preserve_original", true);
        Pattern[] patterns = settings.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new);
        return words -> new PatternCaptureGroupTokenFilter(words, original, patterns);
    }

    private static NormalizeCharMap charMap(Settings settings) {
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        for (String rule : settings.getAsList("mappings", List.of())) {
            String[] sides = rule.split("=>", 2);
            builder.add(sides[0].strip(), sides[1].strip());
        }
        return builder.build();
    }
}
