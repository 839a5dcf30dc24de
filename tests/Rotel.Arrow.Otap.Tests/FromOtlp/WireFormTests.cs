using Google.Protobuf;
using Google.Protobuf.Reflection;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.FromOtlp;

/// <summary>Wire types, tags and varints as no encoder writes them, at every field there is.</summary>
public sealed class WireFormTests
{
    public static IEnumerable<object[]> Signals => TablesUnderTest.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_known_field_with_another_wire_type_is_malformed(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        int cases = 0;
        foreach (FieldPath path in FieldPath.All(signal))
        {
            for (uint type = 0; type < 8; type++)
            {
                if (!IsRight(path.Field, type))
                {
                    AppendResult result = tables.Builder.Append(path.Request(WireBytes.Harmless(path.Field.FieldNumber, type)));
                    Assert.True(result.Status == AppendStatus.Malformed, $"{path} with wire type {type}: {result}");
                    Assert.NotNull(result.Message);
                    cases++;
                }
            }
        }

        Assert.True(cases > 300, $"{cases} cases");
        Assert.Equal(0, tables.Builder.RootRows);
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_known_field_with_its_wire_type_is_taken_everywhere(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        foreach (FieldPath path in FieldPath.All(signal))
        {
            for (uint type = 0; type < 8; type++)
            {
                if (IsRight(path.Field, type))
                {
                    byte[] request = path.Request(WireBytes.Harmless(path.Field.FieldNumber, type));
                    AppendResult result = tables.Builder.Append(request);
                    Assert.True(result is { Status: AppendStatus.Appended, RejectedItems: 0 }, $"{path}: {result}");
                    RoundTripTests.AssertSame(
                        TablesUnderTest.WithoutEmptyEnvelopes(GoogleParser.TryParse(signal, request)!), tables.SealAndEncode(out _), 0);
                }
            }
        }

        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Unknown_fields_of_every_wire_type_are_skipped_in_every_message_but_groups_are_malformed(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        foreach (FieldPath path in FieldPath.All(signal))
        {
            foreach (int number in new[] { 31, 32, 1000, 19_000, (1 << 29) - 1 })
            {
                for (uint type = 0; type < 6; type++)
                {
                    AppendResult result = tables.Builder.Append(path.Request(WireBytes.Harmless(number, type)));
                    bool group = type is WireBytes.StartGroup or WireBytes.EndGroup;
                    Assert.True(result.Status == (group ? AppendStatus.Malformed : AppendStatus.Appended), $"beside {path}: field {number}, wire type {type}: {result}");
                }
            }

            // The end of the batch is the same as without them: see the round trip of shuffled messages.
            tables.SealAndEncode(out _);
        }

        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Tags_and_varints_outside_of_the_encoding_are_malformed_in_every_message(Signal signal)
    {
        byte[][] wrong =
        [
            [0x00, 0x01], // field 0
            [0x02, 0x00], // field 0, length-delimited
            [0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0x01], // tag above 2^32
            [0x88, 0x80, 0x80, 0x80, 0x80, 0x00, 0x01], // tag of 6 bytes
            [0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0x01], // tag of 10 bytes
            [0xF8, 0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02], // varint above 2^64
            [0xF8, 0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], // varint of 11 bytes
            [0xF8, 0x01, 0x80], // varint without an end
            [0xF8], // tag without an end
            [0xFA, 0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], // length of 11 bytes
            [0xF9, 0x01, 0, 0, 0, 0, 0, 0, 0], // 7 of 8 bytes
            [0xFD, 0x01, 0, 0, 0], // 3 of 4 bytes
        ];
        using var tables = new TablesUnderTest(signal);
        foreach (FieldPath path in FieldPath.All(signal))
        {
            foreach (byte[] bytes in wrong)
            {
                AppendResult result = tables.Builder.Append(path.RequestEndingWith(bytes));
                Assert.True(result.Status == AppendStatus.Malformed, $"{Convert.ToHexString(bytes)} beside {path}: {result}");
            }
        }

        Assert.Equal(0, tables.Builder.RootRows);
        tables.AssertClean();
    }

    [Fact]
    public void Varints_padded_with_zero_groups_are_read_up_to_ten_bytes()
    {
        using var tables = new TablesUnderTest(Signal.Traces);
        for (int padding = 0; padding <= 9; padding++)
        {
            // Span.kind = 3, dropped_attributes_count = 3.
            byte[] padded = padding == 0 ? [3] : [0x83, .. Enumerable.Repeat((byte)0x80, padding - 1), 0];
            byte[] request = WireBytes.Request([0x30, .. padded, 0x50, .. padded]);
            Assert.Equal(AppendStatus.Appended, tables.Builder.Append(request).Status);
            RoundTripTests.AssertSame(GoogleParser.TryParse(Signal.Traces, request)!, tables.SealAndEncode(out _), padding);
        }

        tables.AssertClean();
    }

    [Fact]
    public void Packed_and_unpacked_numbers_read_the_same_alone_and_mixed()
    {
        using var tables = new TablesUnderTest(Signal.Metrics);
        byte[] one = BitConverter.GetBytes(1L), two = BitConverter.GetBytes(2L), half = BitConverter.GetBytes(0.5);
        byte[] unpackedCounts = [.. WireBytes.Tag(6, 1), .. one, .. WireBytes.Tag(6, 1), .. two];
        byte[][] histograms =
        [
            WireBytes.Field(6, [.. one, .. two]),
            unpackedCounts,
            [.. WireBytes.Field(6, one), .. WireBytes.Tag(6, 1), .. two],
            [.. WireBytes.Tag(6, 1), .. one, .. WireBytes.Field(7, half), .. WireBytes.Field(6, two), .. WireBytes.Tag(7, 1), .. half],
            [.. WireBytes.Field(6), .. WireBytes.Field(7)],
        ];
        byte[][] buckets =
        [
            WireBytes.Field(2, 1, 0x80, 0x01),
            [.. WireBytes.Tag(2, 0), 1, .. WireBytes.Tag(2, 0), 0x80, 0x01],
            [.. WireBytes.Tag(2, 0), 1, .. WireBytes.Field(2, 5, 6), .. WireBytes.Tag(1, 0), 3, .. WireBytes.Tag(2, 0), 7],
            [],
        ];
        byte[][] metrics =
        [
            .. histograms.Select(static h => WireBytes.Field(9, WireBytes.Field(1, h))),
            .. buckets.Select(static b => WireBytes.Field(10, WireBytes.Field(1, WireBytes.Field(8, b)))),
        ];
        byte[] request = WireBytes.Request(metrics);
        Assert.Equal(AppendStatus.Appended, tables.Builder.Append(request).Status);
        RoundTripTests.AssertSame(GoogleParser.TryParse(Signal.Metrics, request)!, tables.SealAndEncode(out _), 0);
        tables.AssertClean();
    }

    [Theory]
    [InlineData(9, 6, 7)]
    [InlineData(9, 7, 9)]
    [InlineData(9, 6, 1)]
    public void A_packed_run_that_is_not_a_whole_number_of_values_is_malformed(int metricField, int field, int bytes)
    {
        using var tables = new TablesUnderTest(Signal.Metrics);
        byte[] request = WireBytes.Request(WireBytes.Field(metricField, WireBytes.Field(1, WireBytes.Field(field, new byte[bytes]))));
        Assert.Equal(AppendStatus.Malformed, tables.Builder.Append(request).Status);
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Fields_in_any_order_with_unknown_ones_between_them_read_as_in_order(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        for (int seed = 0; seed < 80; seed++)
        {
            IMessage request = new RandomOtlp(seed, RandomOtlpOptions.Edge with { Items = seed % 12, LargeValueBytes = 3000 }).Request(signal.Name());
            Assert.Equal(AppendStatus.Appended, tables.Builder.Append(WireShuffle.Shuffle(request, new Random(seed))).Status);
            RoundTripTests.AssertSame(TablesUnderTest.WithoutEmptyEnvelopes(request), tables.SealAndEncode(out _), seed);
        }

        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Singular_fields_that_occur_several_times_are_merged_as_Google_Protobuf_merges_them(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        for (int seed = 0; seed < 120; seed++)
        {
            IMessage request = new RandomOtlp(seed, RandomOtlpOptions.Edge with { Items = seed % 12, LargeValueBytes = 3000 }).Request(signal.Name());
            byte[] parts = new WireParts(new Random(seed)).Rewrite(request);
            RoundTripTests.AssertSame(request, GoogleParser.TryParse(signal, parts)!, seed);
            AppendResult result = tables.Builder.Append(parts);
            Assert.True(result is { Status: AppendStatus.Appended, RejectedItems: 0 }, $"seed {seed}: {result}");
            RoundTripTests.AssertSame(TablesUnderTest.WithoutEmptyEnvelopes(request), tables.SealAndEncode(out _), seed);
        }

        tables.AssertClean();
    }

    private static bool IsRight(FieldDescriptor field, uint type)
    {
        uint own = field.FieldType switch
        {
            FieldType.Message or FieldType.String or FieldType.Bytes => WireBytes.Length,
            FieldType.Fixed64 or FieldType.SFixed64 or FieldType.Double => WireBytes.Fixed64,
            FieldType.Fixed32 or FieldType.SFixed32 or FieldType.Float => WireBytes.Fixed32,
            _ => WireBytes.Varint,
        };
        bool packable = field.IsRepeated && field.FieldType is not (FieldType.Message or FieldType.String or FieldType.Bytes);
        return type == own || (packable && type == WireBytes.Length);
    }
}
