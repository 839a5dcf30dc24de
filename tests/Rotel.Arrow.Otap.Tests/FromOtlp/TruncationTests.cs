using Google.Protobuf;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.FromOtlp;

/// <summary>Requests that end too early.</summary>
public sealed class TruncationTests
{
    public static IEnumerable<object[]> Signals => TablesUnderTest.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_request_cut_at_any_byte_is_malformed_or_what_Google_Protobuf_reads_from_the_part(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        byte[] bytes = new RandomOtlp(5, RandomOtlpOptions.Edge with { Items = 6, LargeValueBytes = 200 }).Request(signal.Name()).ToByteArray();
        int malformed = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            AppendResult result = tables.Builder.Append(bytes.AsSpan(0, length));
            IMessage? google = GoogleParser.TryParse(signal, bytes.AsSpan(0, length));
            Assert.Equal(google is null, result.Status == AppendStatus.Malformed);
            if (google is null)
            {
                malformed++;
                Assert.Equal(0, tables.Builder.RootRows);
                Assert.Equal(0, tables.Builder.ItemCount);
                Assert.NotNull(result.Message);
            }
            else
            {
                RoundTripTests.AssertSame(TablesUnderTest.WithoutEmptyEnvelopes(google), tables.SealAndEncode(out _), length);
            }
        }

        Assert.True(malformed > bytes.Length / 2, $"{malformed} of {bytes.Length}");
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_length_that_reaches_past_the_end_is_malformed_at_every_message_field(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        foreach (FieldPath path in FieldPath.All(signal).Where(static p => p.Field.FieldType is global::Google.Protobuf.Reflection.FieldType.Message or global::Google.Protobuf.Reflection.FieldType.String or global::Google.Protobuf.Reflection.FieldType.Bytes))
        {
            foreach (ulong length in new ulong[] { 0x7F, 0xFFFF, int.MaxValue, uint.MaxValue, 1UL << 40, ulong.MaxValue })
            {
                byte[] request = path.Request([.. WireBytes.Tag(path.Field.FieldNumber, WireBytes.Length), .. WireBytes.Number(length), 0]);
                Assert.True(tables.Builder.Append(request).Status == AppendStatus.Malformed, $"{path}, {length}");
            }
        }

        Assert.Equal(0, tables.Builder.RootRows);
        tables.AssertClean();
    }
}
