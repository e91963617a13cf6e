"""Workbooks (XLSX, XLSB, XLS, ODS): each sheet is a table, read by calamine.

The value stored with a formula counts; macros and links are ignored. calamine holds a sheet as a full rectangle, keeps numbers
as floats and drops error values. So an XLSX or ODS file is inspected first: what would take too much memory is refused before
calamine opens it, and the texts that calamine would lose are kept aside.
"""
