using System.Globalization;
using Google.Protobuf;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests.Validation;

/// <summary>
/// The validator against Google.Protobuf on broken input. Where they differ on purpose:
/// <list type="table">
/// <item><term>known field, wrong wire type</term><description>Google keeps it as an unknown field; ours: malformed</description></item>
/// <item><term>groups</term><description>Google skips whole ones; ours: malformed</description></item>
/// <item><term>tag of more than 5 bytes or above 2^32, varint above 2^64, length above 2^32</term><description>Google drops the high bits; ours: malformed</description></item>
/// <item><term>invalid UTF-8</term><description>Google refuses the request; ours: invalid item, or malformed outside of items</description></item>
/// <item><term>ids, nesting past 64, two kinds of metric data</term><description>Google has no such rule; ours: invalid item</description></item>
/// </list>
/// </summary>
public sealed class ValidatorOracleTests
{
    [Theory]
    [InlineData(Signal.Traces, 10)]
    [InlineData(Signal.Logs, 20)]
    [InlineData(Signal.Metrics, 30)]
    public void On_mutated_requests_the_validator_accepts_what_Google_Protobuf_accepts_except_by_design(Signal signal, int seed)
    {
        var random = new RandomOtlp(seed, RandomOtlpOptions.Edge with { Items = 4, LargeValueBytes = 2000 });
        var mutator = new ByteMutator(seed);
        byte[] other = Oracle.RandomRequest(random, signal);
        int accepted = 0;
        int rejected = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] original = Oracle.RandomRequest(random, signal);
            byte[] bytes = mutator.Mutate(original, other);
            other = original;

            OtlpValidation ours = OtlpValidator.Validate(signal, bytes);
            IMessage? google = Oracle.TryParse(signal, bytes);
            string context = $"iteration {i}: {ours} on {Convert.ToHexString(bytes)}";
            Assert.True(ours == OtlpValidator.ValidateByTable(OtlpSchema.Request(signal), bytes), context);

            if (ours.Validity == OtlpValidity.Malformed)
            {
                rejected++;
                Assert.True(google is null || IsByDesign(ours.Message!, bytes), context);
                continue;
            }

            accepted++;
            if (ours.Validity == OtlpValidity.Ok)
            {
                Assert.True(google is not null, context);
                Assert.True(ours.ItemCount == Oracle.Count(google), context);
            }
        }

        Assert.True(accepted > 200 && rejected > 200, $"{accepted} accepted, {rejected} rejected");
    }

    private static bool IsByDesign(string message, byte[] bytes)
    {
        if (!message.Contains("truncated or malformed", StringComparison.Ordinal))
        {
            return message.Contains("wrong wire type", StringComparison.Ordinal)
                || message.Contains("nested more than", StringComparison.Ordinal);
        }

        int at = int.Parse(message.AsSpan()[(message.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        int tagBytes = VarintBytes(bytes, at);
        int type = bytes[at] & 7;
        return type is 3 or 4 or 6 or 7
            || tagBytes > 5
            || (tagBytes == 5 && bytes[at + 4] > 0x0F)
            || (type is 0 or 2 && VarintBytes(bytes, at + tagBytes) > (type == 0 ? 9 : 5))
            || (type == 2 && VarintBytes(bytes, at + tagBytes) == 5 && bytes[at + tagBytes + 4] > 0x07);
    }

    private static int VarintBytes(byte[] bytes, int at)
    {
        int count = 1;
        while (at + count - 1 < bytes.Length && bytes[at + count - 1] >= 0x80)
        {
            count++;
        }

        return count;
    }
}
