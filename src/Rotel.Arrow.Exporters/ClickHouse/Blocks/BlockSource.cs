using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>Items of a batch as rows of a ClickHouse table: knows for each field which column of which table it is.</summary>
/// <remarks>One block, one thread. Arrays come from the scratch and are valid as long as it is.</remarks>
internal abstract class BlockSource
{
    private RowMap? _resources;
    private RowMap? _scopes;

    /// <param name="batch">The batch; held by the caller.</param>
    /// <param name="rows">Rows of the table with the items.</param>
    /// <param name="scratch">Arrays.</param>
    protected BlockSource(OtapBatch batch, RowMap rows, ScratchArrays scratch)
    {
        Batch = batch;
        Rows = rows;
        Scratch = scratch;
    }

    public RowMap Rows { get; }

    protected OtapBatch Batch { get; }

    protected ScratchArrays Scratch { get; }

    /// <summary>Row of the root table of each row.</summary>
    protected abstract RowMap Roots { get; }

    /// <summary>The source of a table.</summary>
    public static BlockSource Create(TableKind kind, OtapBatch batch, RowMap rows, ScratchArrays scratch) => kind switch
    {
        TableKind.Traces => new TraceSource(batch, rows, scratch),
        TableKind.Logs => new LogSource(batch, rows, scratch),
        _ => new MetricSource(kind, batch, rows, scratch),
    };

    /// <summary>Writes the type and the data of a column that holds no attributes.</summary>
    public void Write(scoped ref NativeWriter writer, in ColumnPlan column)
    {
        bool low = column.Shape == Shape.LowCardinality;
        RecordBatch root = Batch.Root;
        IArrowArray? resource = root.Find(ColumnNames.Resource);
        IArrowArray? scope = root.Find(ColumnNames.Scope);
        switch (column.Field)
        {
            case Field.ServiceName:
                WriteServiceName(ref writer, low);
                break;
            case Field.ResourceSchemaUrl:
                Text(ref writer, resource.Child(ColumnNames.SchemaUrl), Roots, low);
                break;
            case Field.ResourceDropped:
                NumberColumns.Write<uint>(ref writer, resource.Child(ColumnNames.DroppedAttributesCount), Roots, "UInt32"u8);
                break;
            case Field.ScopeName:
                Text(ref writer, scope.Child(ColumnNames.Name), Roots, low);
                break;
            case Field.ScopeVersion:
                Text(ref writer, scope.Child(ColumnNames.Version), Roots, low);
                break;
            case Field.ScopeDropped:
                NumberColumns.Write<uint>(ref writer, scope.Child(ColumnNames.DroppedAttributesCount), Roots, "UInt32"u8);
                break;
            case Field.ScopeSchemaUrl:
                Text(ref writer, root.Find(ColumnNames.SchemaUrl), Roots, low);
                break;
            default:
                WriteItem(ref writer, column, low);
                break;
        }
    }

    /// <summary>Where the attributes of a set are.</summary>
    public AttributeSource Attributes(AttributeSet set) => set switch
    {
        AttributeSet.Resources => Origin(PayloadType.ResourceAttrs, Resources),
        AttributeSet.Scopes => Origin(PayloadType.ScopeAttrs, _scopes ??= Ids(ColumnNames.Scope)),
        _ => ItemAttributes(set),
    };

    protected abstract AttributeSource ItemAttributes(AttributeSet set);

    protected abstract void WriteItem(scoped ref NativeWriter writer, in ColumnPlan column, bool lowCardinality);

    protected void Text(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows, bool lowCardinality, Nesting nesting = default) =>
        TextColumns.Write(ref writer, column, rows, lowCardinality, nesting, Scratch);

    /// <summary>The rows of a child table that belong to rows of its parent, and where each parent's end.</summary>
    protected (RowMap Rows, Nesting Nesting) Children(PayloadType child, RowMap parents)
    {
        ulong[] ends = Scratch.Ulongs(parents.Count);
        var nesting = new Nesting(ends, parents.Count);
        ReadOnlySpan<int> offsets = Batch[child] is null ? default : Batch.ChildOffsets(child);
        int total = 0;
        for (int row = 0; row < parents.Count; row++)
        {
            total += CountOf(offsets, parents[row]);
            ends[row] = (ulong)total;
        }

        if (parents.IsIdentity || total == 0)
        {
            // Children stand in the order of their parents, and the parents are the first ones of their table.
            return (RowMap.Identity(total), nesting);
        }

        int[] rows = Scratch.Ints(total);
        int next = 0;
        for (int row = 0; row < parents.Count; row++)
        {
            int count = CountOf(offsets, parents[row]);
            for (int i = 0; i < count; i++)
            {
                rows[next++] = offsets[parents[row]] + i;
            }
        }

        return (new RowMap(rows, total), nesting);
    }

    private RowMap Resources => _resources ??= Ids(ColumnNames.Resource);

    private static int CountOf(ReadOnlySpan<int> offsets, int parent) =>
        parent + 1 < offsets.Length ? offsets[parent + 1] - offsets[parent] : 0;

    private AttributeSource Origin(PayloadType table, RowMap ids)
    {
        int slots = 1;
        foreach (int id in ids.Rows)
        {
            slots = Math.Max(slots, id + 1);
        }

        return new AttributeSource(table, RowMap.Identity(slots), ids, Nesting.None);
    }

    private RowMap Ids(string origin)
    {
        var ids = new PrimitiveAccessor<ushort>(Batch.Root.Find(origin).Child(ColumnNames.Id));
        RowMap roots = Roots;
        int[] rows = Scratch.Ints(roots.Count);
        for (int row = 0; row < roots.Count; row++)
        {
            rows[row] = ids[roots[row]];
        }

        return new RowMap(rows, roots.Count);
    }

    /// <summary>Resource attribute service.name, the first if there are several; empty when it is missing or not text.</summary>
    private void WriteServiceName(scoped ref NativeWriter writer, bool lowCardinality)
    {
        var attributes = new AttributeAccessor(Batch, PayloadType.ResourceAttrs);
        RowMap resources = Resources;
        List<byte[]> names = [[]];
        List<int> choiceOf = [];
        int[] choices = Scratch.Ints(resources.Count);
        for (int row = 0; row < resources.Count; row++)
        {
            int resource = resources[row];
            while (choiceOf.Count <= resource)
            {
                choiceOf.Add(-1);
            }

            if (choiceOf[resource] < 0)
            {
                choiceOf[resource] = ChoiceOf(attributes, resource, names);
            }

            choices[row] = choiceOf[resource];
        }

        TextColumns.WriteChosen(ref writer, names.ToArray(), choices.AsSpan(0, resources.Count), lowCardinality, Nesting.None);
    }

    private static int ChoiceOf(scoped in AttributeAccessor attributes, int resource, List<byte[]> names)
    {
        for (int row = attributes.Start(resource); row < attributes.End(resource); row++)
        {
            if (attributes.Types[row] == (byte)AnyValueType.Str && attributes.Keys[row].SequenceEqual("service.name"u8))
            {
                ReadOnlySpan<byte> name = attributes.Str[row];
                if (name.IsEmpty)
                {
                    return 0;
                }

                // Resources of one service mostly follow each other.
                if (!names[^1].AsSpan().SequenceEqual(name))
                {
                    names.Add(name.ToArray());
                }

                return names.Count - 1;
            }
        }

        return 0;
    }
}
