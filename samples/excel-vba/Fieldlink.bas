Attribute VB_Name = "Fieldlink"
' Sends the open sheet to Fieldlink's receiver on this machine.
'
' Excel for Windows: Alt+F11, File > Import File, choose this file. Put the key that "fieldlink receive key new excel" printed
' into the line below. Name the sheet Loans, Members, Schedules, Repayments or Journals; its first row holds the names of the
' fields, such as loan_id and amount. Then run SendThisSheet, or give it a button.
Option Explicit

Private Const RECEIVER As String = "http://127.0.0.1:8090"
Private Const KEY As String = "put the key here"
Private Const AT_ONCE As Long = 1000

Public Sub SendThisSheet()
    Dim sheet As Worksheet, lastRow As Long, lastColumn As Long
    Set sheet = ActiveSheet
    lastRow = sheet.UsedRange.Row + sheet.UsedRange.Rows.Count - 1
    lastColumn = sheet.UsedRange.Column + sheet.UsedRange.Columns.Count - 1

    Dim body As String, rows As Long, row As Long, record As String, told As String
    For row = 2 To lastRow
        record = RecordOf(sheet, row, lastColumn)
        If record <> "" Then
            body = body & IIf(rows = 0, "", ",") & record
            rows = rows + 1
        End If
        If rows = AT_ONCE Or (row = lastRow And rows > 0) Then
            Dim status As Long, answer As String
            Post "/v1/" & LCase$(sheet.Name), "[" & body & "]", status, answer
            If status <> 200 Then
                MsgBox answer, vbExclamation, "Fieldlink"
                Exit Sub
            End If
            told = told & MessageOf(answer) & vbCrLf
            body = ""
            rows = 0
        End If
    Next row
    If told = "" Then told = "There are no rows on this sheet."
    MsgBox told, vbInformation, "Fieldlink"
End Sub

' One row as a JSON object; empty when nothing stands in it.
Private Function RecordOf(sheet As Worksheet, row As Long, lastColumn As Long) As String
    Dim column As Long, name As String, text As String, filled As Boolean, record As String
    For column = 1 To lastColumn
        name = Trim$(sheet.Cells(1, column).Text)
        If name <> "" Then
            text = ValueOf(sheet.Cells(row, column), name)
            If text <> "" Then filled = True
            record = record & IIf(record = "", "", ",") & Quoted(name) & ":" & Quoted(text)
        End If
    Next column
    If filled Then RecordOf = "{" & record & "}"
End Function

' A cell as text. An id is what the cell shows, so that leading zeros stay; a date is 2026-01-31; a number has a point.
Private Function ValueOf(cell As Range, name As String) As String
    If IsError(cell.Value) Then
        Err.Raise vbObjectError + 1, "Fieldlink", "The cell " & cell.Address(False, False) & " shows an error."
    ElseIf IsEmpty(cell.Value) Then
        ValueOf = ""
    ElseIf name = "id" Or Right$(name, 3) = "_id" Then
        ValueOf = cell.Text
    ElseIf VarType(cell.Value) = vbDate Then
        ValueOf = Format$(cell.Value, "yyyy-mm-dd")
    ElseIf VarType(cell.Value) = vbString Then
        ValueOf = cell.Value
    ElseIf VarType(cell.Value) = vbBoolean Then
        ValueOf = IIf(cell.Value, "yes", "no")
    Else
        ValueOf = Trim$(Str$(cell.Value))
    End If
End Function

Private Sub Post(path As String, body As String, ByRef status As Long, ByRef answer As String)
    Dim http As Object
    Set http = CreateObject("MSXML2.ServerXMLHTTP.6.0")
    http.Open "POST", RECEIVER & path, False
    http.setRequestHeader "Authorization", "Bearer " & KEY
    http.setRequestHeader "Content-Type", "application/json; charset=utf-8"
    On Error GoTo Unreachable
    http.send body
    status = http.status
    answer = http.responseText
    Exit Sub
Unreachable:
    status = 0
    answer = "The receiver cannot be reached. Is ""fieldlink receive"" running?"
End Sub

Private Function Quoted(text As String) As String
    Dim at As Long, letter As String, code As Long, result As String
    For at = 1 To Len(text)
        letter = Mid$(text, at, 1)
        code = AscW(letter) And &HFFFF&
        Select Case code
            Case 34: result = result & "\"""
            Case 92: result = result & "\\"
            Case 0 To 31, 127 To 65535: result = result & "\u" & Right$("000" & Hex$(code), 4)
            Case Else: result = result & letter
        End Select
    Next at
    Quoted = """" & result & """"
End Function

' The "message" of an answer: what stands between its quotes.
Private Function MessageOf(answer As String) As String
    Dim at As Long, rest As String
    at = InStr(answer, """message"":""")
    If at = 0 Then MessageOf = answer: Exit Function
    rest = Mid$(answer, at + 11)
    MessageOf = Left$(rest, InStr(rest, """") - 1)
End Function
