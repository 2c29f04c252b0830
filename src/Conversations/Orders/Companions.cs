namespace Conversations.Orders;

/// <summary>A product that so many others bought who bought what an order holds.</summary>
public sealed record Companion(string ProductId, int Customers);
