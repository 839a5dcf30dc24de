using System.Text;
using System.Text.Json;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Transport.Tests.Grpc;

/// <summary>What the writer writes, the reader reads; the JSON form is what protobuf maps the message to.</summary>
public sealed class RpcStatusWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1500)]
    [InlineData(3_600_000)]
    public void Code_message_and_delay_survive_header_and_body(int milliseconds)
    {
        var status = new RpcStatus(14, "busy \u00E4\u4E2D", TimeSpan.FromMilliseconds(milliseconds));
        Assert.True(RpcStatusReader.TryReadHeader(RpcStatusWriter.ToHeader(status, "a violation too"), 100, out RpcStatus header));
        Assert.Equal(status, header);
        Assert.True(RpcStatusReader.TryRead(RpcStatusWriter.ToProtobuf(status), 100, out RpcStatus body));
        Assert.Equal(status, body);
    }

    [Fact]
    public void Without_a_delay_there_is_no_RetryInfo()
    {
        byte[] bytes = RpcStatusWriter.ToProtobuf(new RpcStatus(8, "too large", null));
        Assert.Equal([0x08, 8, 0x12, 9, .. "too large"u8], bytes);
    }

    [Fact]
    public void Json_has_the_form_of_protobuf()
    {
        byte[] json = RpcStatusWriter.ToJson(new RpcStatus(14, "busy", TimeSpan.FromMilliseconds(1500)), "no \"items\"");
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        Assert.Equal((14, "busy"), (root.GetProperty("code").GetInt32(), root.GetProperty("message").GetString()));
        JsonElement[] details = [.. root.GetProperty("details").EnumerateArray()];
        Assert.Equal("type.googleapis.com/google.rpc.RetryInfo", details[0].GetProperty("@type").GetString());
        Assert.Equal("1.5s", details[0].GetProperty("retryDelay").GetString());
        Assert.Equal("no \"items\"", details[1].GetProperty("fieldViolations")[0].GetProperty("description").GetString());
    }

    [Fact]
    public void Long_messages_are_cut_between_characters()
    {
        string text = new string('x', RpcStatusWriter.MaxMessageChars - 1) + "\U0001F600" + new string('y', 5000);
        string cut = RpcStatusWriter.Shorten(text);
        Assert.Equal(RpcStatusWriter.MaxMessageChars - 1, cut.Length);
        Assert.True(RpcStatusReader.TryRead(RpcStatusWriter.ToProtobuf(new RpcStatus(3, text, null), text), 10_000, out RpcStatus status));
        Assert.Equal(cut, status.Message);
        Assert.InRange(RpcStatusWriter.ToJson(new RpcStatus(3, text, null)).Length, 1, 2000);
    }

    [Fact]
    public void The_header_has_no_padding()
    {
        for (int length = 0; length < 4; length++)
        {
            Assert.DoesNotContain('=', RpcStatusWriter.ToHeader(new RpcStatus(3, new string('x', length), null)));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_does_not_break_a_status()
    {
        var status = new RpcStatus(3, "a\uD800b", null);
        Assert.NotEmpty(RpcStatusWriter.ToJson(status));
        Assert.True(RpcStatusReader.TryRead(RpcStatusWriter.ToProtobuf(status), 10, out RpcStatus read));
        Assert.Equal("a\uFFFDb", read.Message);
        Assert.Equal("a%EF%BF%BDb", GrpcMessageText.Encode("a\uD800b"));
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes("a\uFFFDb")), GrpcMessageText.Decode("a%EF%BF%BDb", 10));
    }
}
