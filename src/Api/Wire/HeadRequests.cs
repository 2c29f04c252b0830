namespace Conversations.Api.Wire;

/// <summary>Whoever asks for the head alone gets what GET would begin with; the web server leaves the body out.</summary>
public static class HeadRequests
{
    private static readonly object Asked = new();

    /// <summary>It is routed as GET; from there on the request is again what it came as.</summary>
    public static void UseRoutingWithHead(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Items[Asked] = Asked;
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        app.UseRouting();
        app.Use(static (context, next) =>
        {
            if (context.Items.Remove(Asked))
            {
                context.Request.Method = HttpMethods.Head;
            }

            return next(context);
        });
    }
}
