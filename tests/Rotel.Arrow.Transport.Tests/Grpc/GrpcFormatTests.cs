using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Rotel.Arrow.Proto.Rpc;
using Rotel.Arrow.Transport.Grpc;
using RpcStatus = Rotel.Arrow.Transport.Grpc.RpcStatus;

namespace Rotel.Arrow.Transport.Tests.Grpc;

/// <summary>Scenario: prefixes, messages and details as peers write them. Guarantee: read as the oracle reads them, or refused.</summary>
public sealed class GrpcFormatTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("", "")]
    [InlineData("100%", "100%25")]
    [InlineData("caf\u00e9\n", "caf%C3%A9%0A")]
    [InlineData("\ud83d\ude00", "%F0%9F%98%80")]
    public void A_message_is_percent_encoded_and_back(string text, string encoded)
    {
        Assert.Equal(encoded, GrpcMessageText.Encode(text));
        Assert.Equal(text, GrpcMessageText.Decode(encoded, 100));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%FF%41", "\ufffdA")]
    [InlineData("%f0%9f%98%80", "\ud83d\ude00")]
    public void A_broken_message_is_decoded_as_far_as_it_goes(string encoded, string text) =>
        Assert.Equal(text, GrpcMessageText.Decode(encoded, 100));

    [Fact]
    public void A_long_message_is_cut()
    {
        Assert.Equal(10, GrpcMessageText.Decode(new string('a', 100_000), 10).Length);
        Assert.Equal("AAAAAAAAAA", GrpcMessageText.Decode(string.Concat(Enumerable.Repeat("%41", 1000)), 10));
    }

    [Fact]
    public void A_prefix_holds_flag_and_length()
    {
        byte[] prefix = new byte[GrpcFramePrefix.LengthBytes];
        GrpcFramePrefix.Write(prefix, compressed: true, 0xFEDCBA98);
        Assert.Equal([1, 0xFE, 0xDC, 0xBA, 0x98], prefix);
        Assert.True(GrpcFramePrefix.TryRead(prefix, out bool isCompressed, out uint length));
        Assert.Equal((true, 0xFEDCBA98), (isCompressed, length));
        Assert.False(GrpcFramePrefix.TryRead(prefix.AsSpan(0, 4), out _, out _));
        Assert.False(GrpcFramePrefix.TryRead([2, 0, 0, 0, 0], out _, out _));
    }

    [Theory]
    [InlineData("0", true, GrpcStatusCode.Ok, "OK")]
    [InlineData("14", true, GrpcStatusCode.Unavailable, "UNAVAILABLE")]
    [InlineData("16", true, GrpcStatusCode.Unauthenticated, "UNAUTHENTICATED")]
    [InlineData("99", true, (GrpcStatusCode)99, "99")]
    [InlineData("-1", false, GrpcStatusCode.Unknown, "UNKNOWN")]
    [InlineData("", false, GrpcStatusCode.Unknown, "UNKNOWN")]
    [InlineData("0 ", false, GrpcStatusCode.Unknown, "UNKNOWN")]
    [InlineData("999999999999", false, GrpcStatusCode.Unknown, "UNKNOWN")]
    public void A_status_is_a_decimal_number(string text, bool isValid, GrpcStatusCode code, string name)
    {
        Assert.Equal(isValid, GrpcStatusCodes.TryParse(text, out GrpcStatusCode parsed));
        Assert.Equal((code, name), (parsed, parsed.Name()));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 500_000_000, 2.5)]
    [InlineData(-5, -1, 0)]
    [InlineData(long.MaxValue, int.MaxValue, 31_536_000.999_999_9)]
    public void Details_of_the_oracle_are_read_with_or_without_padding(long seconds, int nanos, double expected)
    {
        byte[] bytes = new Status
        {
            Code = 8,
            Message = "m\u00e9ssage",
            Details =
            {
                Any.Pack(new BadRequest()),
                Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = seconds, Nanos = nanos } }),
                Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = 77 } }),
            },
        }.ToByteArray();
        string padded = Convert.ToBase64String(bytes);
        foreach (string text in (string[])[padded, padded.TrimEnd('=')])
        {
            Assert.True(RpcStatusReader.TryReadHeader(text, 100, out RpcStatus status));
            Assert.Equal((8, "m\u00e9ssage"), (status.Code, status.Message));
            Assert.Equal(expected, status.RetryDelay!.Value.TotalSeconds, 6);
        }
    }

    [Fact]
    public void A_status_without_RetryInfo_has_no_delay_and_an_empty_RetryInfo_is_zero()
    {
        Assert.True(RpcStatusReader.TryRead(new Status { Details = { Any.Pack(new BadRequest()) } }.ToByteArray(), 10, out RpcStatus none));
        Assert.Null(none.RetryDelay);
        Assert.True(RpcStatusReader.TryRead(new Status { Details = { Any.Pack(new RetryInfo()) } }.ToByteArray(), 10, out RpcStatus empty));
        Assert.Equal(TimeSpan.Zero, empty.RetryDelay);
        Assert.Null(empty.Message);
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_of_details_is_read_or_refused_but_never_throws()
    {
        byte[] bytes = new Status
        {
            Code = 14,
            Message = "message",
            Details = { Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = 3, Nanos = 4 } }) },
        }.ToByteArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            RpcStatusReader.TryRead(bytes.AsSpan(0, i), 100, out _);
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. bytes];
                changed[i] = (byte)value;
                if (RpcStatusReader.TryRead(changed, 100, out RpcStatus status) && status.RetryDelay is { } delay)
                {
                    Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromDays(366));
                }
            }
        }
    }

    [Theory]
    [InlineData("!!!")]
    [InlineData("a")]
    [InlineData("CA=x")]
    [InlineData("\u00e9\u00e9\u00e9\u00e9")]
    public void What_is_not_base64_is_refused(string text) => Assert.False(RpcStatusReader.TryReadHeader(text, 100, out _));

    [Fact]
    public void A_header_of_any_length_is_refused_in_time() =>
        Assert.False(RpcStatusReader.TryReadHeader(new string('A', 10_000_000), 100, out _));
}
