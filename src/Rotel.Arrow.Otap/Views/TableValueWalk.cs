using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>Attribute rows and log bodies as events.</summary>
internal static class TableValueWalk
{
    /// <summary>Number of attributes of a parent.</summary>
    public static int Count(in AttributeAccessor attributes, int parent) => attributes.End(parent) - attributes.Start(parent);

    /// <summary>Visits the attributes of a parent.</summary>
    public static void VisitAttributes<TVisitor>(in AttributeAccessor attributes, int parent, scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct
    {
        int end = attributes.End(parent);
        for (int row = attributes.Start(parent); row < end; row++)
        {
            if (visitor.Attribute(attributes.Keys[row]))
            {
                VisitValue(attributes, row, ref visitor);
            }
        }
    }

    /// <summary>Visits the body in a row that has one.</summary>
    public static void VisitBody<TVisitor>(in BodyAccessor body, int row, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        switch ((AnyValueType)body.Types[row])
        {
            case AnyValueType.Str:
                visitor.String(body.Str[row]);
                break;
            case AnyValueType.Int:
                visitor.Int(body.Int[row]);
                break;
            case AnyValueType.Double:
                visitor.Double(body.Double[row]);
                break;
            case AnyValueType.Bool:
                visitor.Bool(body.Bool[row]);
                break;
            case AnyValueType.Bytes:
                visitor.Bytes(body.Bytes[row]);
                break;
            case AnyValueType.Map or AnyValueType.Slice:
                CborValueWalk.Visit(body.Ser[row], ref visitor);
                break;
            default:
                visitor.Empty();
                break;
        }
    }

    private static void VisitValue<TVisitor>(in AttributeAccessor attributes, int row, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        switch ((AnyValueType)attributes.Types[row])
        {
            case AnyValueType.Str:
                visitor.String(attributes.Str[row]);
                break;
            case AnyValueType.Int:
                visitor.Int(attributes.Int[row]);
                break;
            case AnyValueType.Double:
                visitor.Double(attributes.Double[row]);
                break;
            case AnyValueType.Bool:
                visitor.Bool(attributes.Bool[row]);
                break;
            case AnyValueType.Bytes:
                visitor.Bytes(attributes.Bytes[row]);
                break;
            case AnyValueType.Map or AnyValueType.Slice:
                CborValueWalk.Visit(attributes.Ser[row], ref visitor);
                break;
            default:
                visitor.Empty();
                break;
        }
    }
}
