using Google.Protobuf;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.Wire;

/// <summary>Google.Protobuf's reading of the same bytes, without what no table keeps: unknown fields.</summary>
internal static class GoogleParser
{
    /// <summary>Three messages a level of AnyValue, to the cap and well past it.</summary>
    private const int RecursionLimit = 1000;

    /// <summary>Null when it refuses the bytes.</summary>
    internal static IMessage? TryParse(Signal signal, ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            using CodedInputStream input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, RecursionLimit);
            MessageParser parser = TablesUnderTest.Parse(signal, default).Descriptor.Parser.WithDiscardUnknownFields(true);
            return parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
