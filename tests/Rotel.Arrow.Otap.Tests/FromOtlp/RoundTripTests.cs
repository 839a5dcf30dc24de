using Google.Protobuf;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.FromOtlp;

/// <summary>OTLP -> tables -> OTLP loses nothing that belongs to an item.</summary>
public sealed class RoundTripTests
{
    public static IEnumerable<object[]> Signals => TablesUnderTest.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public void Random_messages_of_every_field_and_presence_come_back_equal(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        for (int seed = 0; seed < 400; seed++)
        {
            IMessage request = new RandomOtlp(seed, RandomOtlpOptions.Edge with { Items = seed % 60 }).Request(signal.Name());
            AppendResult result = tables.Builder.Append(request.ToByteArray());
            Assert.True(result is { Status: AppendStatus.Appended, RejectedItems: 0 }, $"seed {seed}: {result}");
            Assert.Equal(OtlpItems.Count(request), result.AcceptedItems);

            IMessage back = tables.SealAndEncode(out int items);
            Assert.Equal(OtlpItems.Count(request), items);
            AssertSame(TablesUnderTest.WithoutEmptyEnvelopes(request), back, seed);
        }

        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Requests_appended_to_one_batch_come_back_as_their_concatenation(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        for (int round = 0; round < 20; round++)
        {
            IMessage expected = TablesUnderTest.Parse(signal, default);
            for (int i = 0; i < 15; i++)
            {
                Profile profile = (round + i) % 3 == 0 ? Profile.Edge : Profile.Realistic;
                IMessage request = new RandomOtlp((round * 31) + (i % 9), new RandomOtlpOptions { Profile = profile }).Request(signal.Name());
                byte[] bytes = request.ToByteArray();
                Assert.Equal(AppendStatus.Appended, tables.Builder.Append(bytes).Status);
                expected.MergeFrom(bytes);
            }

            AssertSame(TablesUnderTest.WithoutEmptyEnvelopes(expected), tables.SealAndEncode(out _), round);
        }

        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_malformed_request_leaves_the_open_batch_as_it_was(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        var random = new Random(7);
        int malformed = 0;
        for (int round = 0; round < 60; round++)
        {
            IMessage expected = TablesUnderTest.Parse(signal, default);
            for (int i = 0; i < 4; i++)
            {
                byte[] bytes = new RandomOtlp((round * 4) + i).Request(signal.Name()).ToByteArray();
                if (bytes.Length > 1)
                {
                    byte[] cut = bytes[..random.Next(1, bytes.Length)];
                    AppendResult broken = tables.Builder.Append(cut);
                    if (broken.Status == AppendStatus.Malformed)
                    {
                        malformed++;
                        Assert.NotNull(broken.Message);
                    }
                    else
                    {
                        expected.MergeFrom(cut);
                    }
                }

                Assert.Equal(AppendStatus.Appended, tables.Builder.Append(bytes).Status);
                expected.MergeFrom(bytes);
            }

            AssertSame(TablesUnderTest.WithoutEmptyEnvelopes(expected), tables.SealAndEncode(out _), round);
        }

        Assert.True(malformed > 100, $"only {malformed} cuts were malformed");
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Ids_of_wrong_length_cost_their_item_and_not_the_request(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        int rejected = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            IMessage request = new RandomOtlp(seed, RandomOtlpOptions.Edge with { WrongIdLengths = true }).Request(signal.Name());
            AppendResult result = tables.Builder.Append(request.ToByteArray());
            Assert.Equal(AppendStatus.Appended, result.Status);
            Assert.Equal(OtlpItems.Count(request), result.AcceptedItems + result.RejectedItems);
            Assert.Equal(result.RejectedItems > 0, result.Message is not null);
            rejected += result.RejectedItems;
            IMessage back = tables.SealAndEncode(out int items);
            Assert.Equal(result.AcceptedItems, items);
            Assert.Equal(items, OtlpItems.Count(back));
        }

        Assert.True(rejected > 50, $"only {rejected} items were rejected");
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Child_rows_stand_in_parent_order_with_offsets_that_agree_with_parent_ids(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        tables.Builder.Append(new RandomOtlp(3, RandomOtlpOptions.Edge with { Items = 200 }).Request(signal.Name()).ToByteArray());
        OtapBatch batch = tables.Builder.Seal();
        int checkedRows = 0;
        foreach ((PayloadType type, Apache.Arrow.RecordBatch table) in batch.Tables)
        {
            if (type == OtapBatch.RootType(signal))
            {
                continue;
            }

            ReadOnlySpan<int> offsets = batch.ChildOffsets(type);
            Apache.Arrow.IArrowArray parents = table.Column(ColumnNames.ParentId);
            for (int parent = 0; parent + 1 < offsets.Length; parent++)
            {
                for (int row = offsets[parent]; row < offsets[parent + 1]; row++)
                {
                    long id = parents is Apache.Arrow.UInt16Array narrow ? narrow.GetValue(row)!.Value : ((Apache.Arrow.UInt32Array)parents).GetValue(row)!.Value;
                    Assert.Equal(parent, id);
                    checkedRows++;
                }
            }

            Assert.Equal(table.Length, offsets[^1]);
        }

        Assert.True(checkedRows > 400, $"only {checkedRows} rows");
        batch.Release();
        tables.AssertClean();
    }

    internal static void AssertSame(IMessage expected, IMessage actual, int seed)
    {
        if (!expected.Equals(actual))
        {
            string left = JsonFormatter.Default.Format(expected);
            string right = JsonFormatter.Default.Format(actual);
            int at = 0;
            while (at < Math.Min(left.Length, right.Length) && left[at] == right[at])
            {
                at++;
            }

            int from = Math.Max(0, at - 200);
            Assert.Fail($"seed {seed}, differs at {at}:\n{left[from..Math.Min(left.Length, at + 200)]}\n{right[from..Math.Min(right.Length, at + 200)]}");
        }
    }
}
