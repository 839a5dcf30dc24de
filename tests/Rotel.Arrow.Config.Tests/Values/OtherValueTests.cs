using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Tests.Values;

/// <summary>Maps, booleans, destinations and near misses.</summary>
public sealed class OtherValueTests
{
    [Fact]
    public void The_first_equals_sign_ends_the_key_and_blanks_do_not_count()
    {
        Assert.True(KeyValueText.TryParse(" a = b=c== , x-y=, ,k=1", out var pairs, out _));
        Assert.Equal([new("a", "b=c=="), new("x-y", ""), new("k", "1")], pairs);
    }

    [Theory]
    [InlineData("novalue", 1)]
    [InlineData("a=b,=c", 2)]
    public void A_pair_without_a_key_is_told_by_its_place(string text, int place)
    {
        Assert.False(KeyValueText.TryParse(text, out _, out int position));
        Assert.Equal(place, position);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    public void Booleans_are_words_or_digits(string text, bool expected)
    {
        Assert.True(BooleanText.TryParse(text, out bool value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("2")]
    public void Other_words_are_no_booleans(string text) => Assert.False(BooleanText.TryParse(text, out _));

    [Theory]
    [InlineData("localhost:4317", "http://localhost:4317/")]
    [InlineData("https://otlp.example.com", "https://otlp.example.com/")]
    [InlineData("http://[::1]:4318/v1/traces", "http://[::1]:4318/v1/traces")]
    public void A_destination_without_a_scheme_is_http(string text, string url)
    {
        Assert.True(DestinationUrl.TryParse(text, out Uri? parsed, out _));
        Assert.Equal(url, parsed!.ToString());
    }

    [Theory]
    [InlineData("", "is not a URL")]
    [InlineData("http://", "is not a URL")]
    [InlineData("http://host:99999", "is not a URL")]
    [InlineData("grpc://host:4317", "scheme")]
    [InlineData("http://user:hunter2@host", "credentials")]
    [InlineData("http://host/#here", "fragment")]
    public void Other_destinations_are_refused_with_the_reason(string text, string reason)
    {
        Assert.False(DestinationUrl.TryParse(text, out _, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://user:hunter2@host:1/p", "http://<redacted>@host:1/p")]
    [InlineData("user:hunter2@host", "<redacted>@host")]
    [InlineData("http://host/p?token=hunter2", "http://host/p?<redacted>")]
    [InlineData("http://host/p", "http://host/p")]
    public void A_destination_is_shown_without_what_may_be_secret(string text, string shown) =>
        Assert.Equal(shown, DestinationUrl.Redact(text));

    [Theory]
    [InlineData("bacth-timeout", "batch-timeout")]
    [InlineData("otlp-exporter-endpont", "otlp-exporter-endpoint")]
    [InlineData("memory-limits", "memory-limit")]
    [InlineData("otlp-exporter-retry", "otlp-exporter-retry-max-backoff")]
    public void The_nearest_name_comes_first_and_beginnings_count(string typed, string meant) =>
        Assert.Contains(meant, ClosestNames.Find(typed, Arrow.Config.Table.OptionTable.All.Select(static o => o.Name)));

    [Fact]
    public void What_is_far_from_every_name_has_no_suggestion() =>
        Assert.Empty(ClosestNames.Find("wibble-wobble", ["batch-timeout", "exporter"]));

    [Fact]
    public void A_secret_shows_nothing_but_gives_its_text_when_asked()
    {
        var secret = new Secret("hunter2");
        Assert.Equal("<redacted>", secret.ToString());
        Assert.Equal("hunter2", secret.Reveal());
    }
}
