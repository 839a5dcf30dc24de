using Rotel.Arrow.Exporters.Terminal;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>
/// Prints everything a batch holds, two blanks a level:
/// <code>
/// resource, schema "https://..."
///     service.name = "shop"
///   scope "http" version "1.2"
///     span "GET /cart" server 12.5 ms
///       trace 5b8e... span eee1...
///       http.route = "/cart"
/// </code>
/// Fields that are unset are left out.
/// </summary>
internal readonly partial struct DetailedPrinter : ITelemetryVisitor
{
    private const int ResourceIndent = 0;
    private const int ScopeIndent = 2;
    private const int ItemIndent = 4;
    private const int FieldIndent = 6;
    private const int PartIndent = 8;

    private readonly TerminalWriter _writer;
    private readonly int _maxBytes;
    private readonly int _maxBuckets;

    public DetailedPrinter(TerminalWriter writer, DebugExporterOptions options)
    {
        _writer = writer;
        _maxBytes = options.MaxValueBytes;
        _maxBuckets = options.MaxBuckets;
    }

    public bool BeginResource<TResource>(scoped ref TResource resource)
        where TResource : IResourceView, allows ref struct
    {
        _writer.Write(resource.HasResource ? "resource" : "no resource");
        WriteText(", schema ", resource.SchemaUrl);
        _writer.EndLine();
        WriteAttributes(ref resource, ItemIndent);
        WriteDropped(ItemIndent, resource.DroppedAttributesCount, 0, 0);
        var entities = new EntityPrinter(_writer, _maxBytes);
        resource.VisitEntityRefs(ref entities);
        return true;
    }

    public void EndResource()
    {
    }

    public bool BeginScope<TScope>(scoped ref TScope scope)
        where TScope : IScopeView, allows ref struct
    {
        _writer.Repeat(' ', ScopeIndent).Write(scope.HasScope ? "scope" : "no scope");
        WriteText(" ", scope.Name);
        WriteText(" version ", scope.Version);
        WriteText(", schema ", scope.SchemaUrl);
        _writer.EndLine();
        WriteAttributes(ref scope, FieldIndent);
        WriteDropped(FieldIndent, scope.DroppedAttributesCount, 0, 0);
        return true;
    }

    public void EndScope()
    {
    }

    /// <summary>A label and text in quotes; nothing when the text is empty.</summary>
    private void WriteText(scoped ReadOnlySpan<char> label, scoped ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            _writer.Write(label).Quoted(text, _maxBytes);
        }
    }

    /// <summary>The same as a line of its own.</summary>
    private void WriteTextLine(int indent, scoped ReadOnlySpan<char> label, scoped ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            _writer.Repeat(' ', indent).Write(label).Quoted(text, _maxBytes).EndLine();
        }
    }

    private void WriteAttributes<TSource>(scoped ref TSource source, int indent)
        where TSource : IAttributeSource, allows ref struct
    {
        var printer = new ValuePrinter(_writer, indent, _maxBytes);
        source.VisitAttributes(ref printer);
    }

    /// <summary>"dropped 1 attribute, 2 events, 3 links", without those that are 0.</summary>
    private void WriteDropped(int indent, uint attributes, uint events, uint links)
    {
        if ((attributes | events | links) == 0)
        {
            return;
        }

        _writer.Repeat(' ', indent).Write("dropped");
        bool follows = false;
        WriteDropped(attributes, "attribute", ref follows);
        WriteDropped(events, "event", ref follows);
        WriteDropped(links, "link", ref follows);
        _writer.EndLine();
    }

    private void WriteDropped(uint count, string what, ref bool follows)
    {
        if (count > 0)
        {
            _writer.Write(follows ? ", " : " ").Count(count, what);
            follows = true;
        }
    }

    /// <summary>"trace 5b8e... span eee1... parent 1234..." as a line of its own, without ids that are unset.</summary>
    private void WriteIds(
        int indent, scoped ReadOnlySpan<byte> trace, scoped ReadOnlySpan<byte> span, scoped ReadOnlySpan<byte> parent)
    {
        if (trace.IsEmpty && span.IsEmpty && parent.IsEmpty)
        {
            return;
        }

        _writer.Repeat(' ', indent);
        bool follows = false;
        WriteId("trace ", trace, ref follows);
        WriteId("span ", span, ref follows);
        WriteId("parent ", parent, ref follows);
        _writer.EndLine();
    }

    private void WriteId(scoped ReadOnlySpan<char> label, scoped ReadOnlySpan<byte> id, ref bool follows)
    {
        if (id.IsEmpty)
        {
            return;
        }

        // Ids of a wrong length were let through by somebody; they are shown as they are, within the usual bound.
        int shown = Math.Min(id.Length, _maxBytes);
        _writer.Write(follows ? " " : "").Write(label).Hex(id[..shown]).CutNote(id.Length - shown);
        follows = true;
    }

    /// <summary>"flags 0x301 (sampled, parent is remote)"; nothing when 0. The remote bits speak of <paramref name="whose"/>.</summary>
    private void WriteTraceFlags(int indent, uint flags, string whose)
    {
        const uint sampled = 0x1;
        const uint knowsRemote = 0x100;
        const uint isRemote = 0x200;
        if (flags == 0)
        {
            return;
        }

        _writer.Repeat(' ', indent).Write("flags 0x").Number(flags, "x");
        _writer.Write((flags & sampled) != 0 ? " (sampled" : " (not sampled");
        if ((flags & knowsRemote) != 0)
        {
            _writer.Write(", ").Write(whose).Write((flags & isRemote) != 0 ? " is remote" : " is local");
        }

        _writer.Write(')').EndLine();
    }

    /// <summary>Entity references of a resource, one line each.</summary>
    private struct EntityPrinter(TerminalWriter writer, int maxBytes) : IEntityRefVisitor
    {
        private bool _describes;

        public void BeginEntityRef(ReadOnlySpan<byte> schemaUrl, ReadOnlySpan<byte> type)
        {
            writer.Repeat(' ', ItemIndent).Write("entity ").Quoted(type, maxBytes);
            if (!schemaUrl.IsEmpty)
            {
                writer.Write(" schema ").Quoted(schemaUrl, maxBytes);
            }

            _describes = false;
        }

        public readonly void IdKey(ReadOnlySpan<byte> key) => writer.Write(" id ").Quoted(key, maxBytes);

        public void DescriptionKey(ReadOnlySpan<byte> key)
        {
            writer.Write(_describes ? ", " : " described by ").Quoted(key, maxBytes);
            _describes = true;
        }

        public readonly void EndEntityRef() => writer.EndLine();
    }
}
