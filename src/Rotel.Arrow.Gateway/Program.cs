Console.WriteLine("rotel-arrow");
