import { interruptKey, normalKey, partsOfKey } from "../../../../provider/helpers/url";

it.each([
  ["https://mcp.example.com::search", "https://mcp.example.com", "search"],
  ["https://mcp.example.com/::search", "https://mcp.example.com", "search"],
  ["https://mcp.example.com/mcp//::search::Notes::x", "https://mcp.example.com/mcp", "search"],
  ["http://[::1]:8080/mcp/::search::Notes", "http://[::1]:8080/mcp", "search"],
  ["https://[2001:db8::1]::search", "https://[2001:db8::1]", "search"],
  ["https://mcp.example.com::", "https://mcp.example.com", ""],
])("splits %s into %s and %s", (key, url, tool) => {
  expect(partsOfKey(key)).toEqual({ url, tool });
  expect(normalKey(key)).toBe(interruptKey(url, tool));
});

it.each(["search", "search::Notes", "", "https://mcp.example.com", "mcp.example.com::search"])(
  "%s has no URL and stays as it is",
  (key) => {
    expect(partsOfKey(key)).toBeUndefined();
    expect(normalKey(key)).toBe(key);
  },
);
