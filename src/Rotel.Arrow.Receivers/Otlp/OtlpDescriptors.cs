using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// What the reflection services tell: the definition files of OTLP as protoc sees them, embedded as a
/// google.protobuf.FileDescriptorSet in dependency order, for the services that are served here, and of health.
/// </summary>
/// <remarks>
/// Otlp/otlp-descriptors.binpb is generated: a test of the receiver compares it with proto/, and writes it anew
/// when ROTEL_REGENERATE is set. It is parsed when the first reflection call comes.
/// </remarks>
internal static class OtlpDescriptors
{
    /// <summary>Name of the embedded file.</summary>
    internal const string ResourceName = "otlp-descriptors.binpb";

    internal static IReadOnlyList<ServiceDescriptor> Of(IEnumerable<Signal> signals)
    {
        using Stream stream = typeof(OtlpDescriptors).Assembly.GetManifestResourceStream(ResourceName)!;
        FileDescriptorSet files = FileDescriptorSet.Parser.ParseFrom(stream);
        IReadOnlyList<FileDescriptor> built = FileDescriptor.BuildFromByteStrings(files.File.Select(file => file.ToByteString()));
        HashSet<string> served = [.. signals.Select(OtlpServices.NameOf)];
        return [.. built.SelectMany(file => file.Services).Where(service => served.Contains(service.FullName)), Health.Descriptor];
    }
}
