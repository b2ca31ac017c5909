REM  Sends sheets to Fieldlink's receiver on this machine, from LibreOffice Calc.
REM
REM  Tools > Macros > Edit Macros, choose My Macros > Standard, add a module called Fieldlink, and paste this text. Put the key that
REM  "fieldlink receive key new calc" printed into the line below. Name the sheet Loans, Members, Schedules, Repayments or Journals;
REM  its first row holds the names of the fields, such as loan_id and amount. Then run SendThisSheet, or give it a button.
Option Explicit

Const RECEIVER_HOST = "127.0.0.1"
Const RECEIVER_PORT = 8090
Const RECEIVER_KEY = "put the key here"
Const AT_ONCE = 1000

REM  The sheet that is open.
Sub SendThisSheet
    MsgBox SendSheet(ThisComponent, ThisComponent.CurrentController.ActiveSheet, RECEIVER_HOST, RECEIVER_PORT, RECEIVER_KEY), 64, "Fieldlink"
End Sub

REM  A sheet of a file, for a scheduled task:
REM  soffice --headless "macro:///Standard.Fieldlink.SendFile(/home/me/kiva.ods,Repayments,127.0.0.1,8090,KEY,/home/me/answer.txt)"
Sub SendFile(sFile As String, sSheet As String, sHost As String, sPort As String, sKey As String, sAnswerFile As String)
    Dim oDocument As Object, sAnswer As String, nFile As Integer
    Dim aHidden(0) As New com.sun.star.beans.PropertyValue
    On Error Goto Failed
    aHidden(0).Name = "Hidden"
    aHidden(0).Value = True
    oDocument = StarDesktop.loadComponentFromURL(ConvertToURL(sFile), "_blank", 0, aHidden())
    sAnswer = SendSheet(oDocument, oDocument.Sheets.getByName(sSheet), sHost, CLng(sPort), sKey)
    oDocument.close(True)
    Goto Told
Failed:
    sAnswer = "Failed: " & Error$
    Resume Told
Told:
    nFile = FreeFile
    Open sAnswerFile For Output As #nFile
    Print #nFile, sAnswer
    Close #nFile
    StarDesktop.terminate()
End Sub

REM  Sends the rows of a sheet, and answers what the receiver says.
Function SendSheet(oDocument As Object, oSheet As Object, sHost As String, nPort As Long, sKey As String) As String
    Dim oCursor As Object, nLastRow As Long, nLastColumn As Long
    oCursor = oSheet.createCursor()
    oCursor.gotoEndOfUsedArea(False)
    nLastRow = oCursor.RangeAddress.EndRow
    nLastColumn = oCursor.RangeAddress.EndColumn

    Dim sBody As String, sRecord As String, sTold As String, sAnswer As String, nRows As Long, nRow As Long
    For nRow = 1 To nLastRow
        sRecord = RecordOf(oDocument, oSheet, nRow, nLastColumn)
        If sRecord <> "" Then
            If nRows > 0 Then sBody = sBody & ","
            sBody = sBody & sRecord
            nRows = nRows + 1
        End If
        If nRows = AT_ONCE Or (nRow = nLastRow And nRows > 0) Then
            sAnswer = Post(sHost, nPort, "/v1/" & LCase(oSheet.Name), sKey, "[" & sBody & "]")
            If Left(sAnswer, 4) <> "200 " Then
                SendSheet = sAnswer
                Exit Function
            End If
            sTold = sTold & Mid(sAnswer, 5) & Chr(10)
            sBody = ""
            nRows = 0
        End If
    Next nRow
    If sTold = "" Then sTold = "There are no rows on this sheet."
    SendSheet = sTold
End Function

REM  One row as a JSON object; empty when nothing stands in it.
Function RecordOf(oDocument As Object, oSheet As Object, nRow As Long, nLastColumn As Long) As String
    Dim nColumn As Long, sName As String, sText As String, sRecord As String, bFilled As Boolean
    For nColumn = 0 To nLastColumn
        sName = Trim(oSheet.getCellByPosition(nColumn, 0).String)
        If sName <> "" Then
            sText = ValueOf(oDocument, oSheet.getCellByPosition(nColumn, nRow), sName)
            If sText <> "" Then bFilled = True
            If sRecord <> "" Then sRecord = sRecord & ","
            sRecord = sRecord & Quoted(sName) & ":" & Quoted(sText)
        End If
    Next nColumn
    If bFilled Then RecordOf = "{" & sRecord & "}"
End Function

REM  A cell as text. An id is what the cell shows, so that leading zeros stay; a date is 2026-01-31; a number has a point.
Function ValueOf(oDocument As Object, oCell As Object, sName As String) As String
    Dim nKind As Long, dDay As Date
    If oCell.getError() <> 0 Then Err.Raise(1001, "Fieldlink", "A cell of column " & sName & " shows an error.")
    If oCell.String = "" Then Exit Function
    If LCase(sName) = "id" Or LCase(Right(sName, 3)) = "_id" Then
        ValueOf = oCell.String
        Exit Function
    End If
    nKind = oCell.Type
    If nKind = com.sun.star.table.CellContentType.FORMULA Then nKind = oCell.FormulaResultType2
    If nKind <> com.sun.star.table.CellContentType.VALUE Then
        ValueOf = oCell.String
    ElseIf (oDocument.NumberFormats.getByKey(oCell.NumberFormat).Type And com.sun.star.util.NumberFormat.DATE) <> 0 Then
        dDay = CDate(oCell.Value)
        ValueOf = Year(dDay) & "-" & Right("0" & Month(dDay), 2) & "-" & Right("0" & Day(dDay), 2)
    Else
        ValueOf = Trim(Str(oCell.Value))
    End If
End Function

REM  Posts JSON. Answers the status and the message, such as "200 3 records: 3 new, 0 changed, 0 as before".
Function Post(sHost As String, nPort As Long, sPath As String, sKey As String, sBody As String) As String
    Dim oConnection As Object, sHead As String, sLine As String, sReply As String, nRead As Long
    Dim aBody As Variant, aPart As Variant
    sLine = Chr(13) & Chr(10)
    aBody = Bytes(sBody)
    sHead = "POST " & sPath & " HTTP/1.1" & sLine & "Host: " & sHost & ":" & nPort & sLine & _
        "Authorization: Bearer " & sKey & sLine & "Content-Type: application/json" & sLine & _
        "Content-Length: " & Len(sBody) & sLine & "Connection: close" & sLine & sLine
    oConnection = CreateUnoService("com.sun.star.connection.Connector").connect("socket,host=" & sHost & ",port=" & nPort)
    oConnection.write(Bytes(sHead))
    oConnection.write(aBody)
    oConnection.flush()
    Do
        aPart = Array()
        nRead = oConnection.read(aPart, 1024)
        sReply = sReply & Letters(aPart)
    Loop While nRead > 0
    oConnection.close()
    Post = Mid(sReply, 10, 3) & " " & MessageOf(sReply)
End Function

REM  The "message" of an answer: what stands between its quotes.
Function MessageOf(sReply As String) As String
    Dim nAt As Long, sRest As String
    nAt = InStr(sReply, """message"":""")
    If nAt = 0 Then
        MessageOf = sReply
    Else
        sRest = Mid(sReply, nAt + 11)
        MessageOf = Left(sRest, InStr(sRest, """") - 1)
    End If
End Function

REM  A JSON text of plain letters only: every other one as \u0000, so that a letter is a byte.
Function Quoted(sText As String) As String
    Dim nAt As Long, nCode As Long, sResult As String
    For nAt = 1 To Len(sText)
        nCode = Asc(Mid(sText, nAt, 1))
        If nCode < 0 Then nCode = nCode + 65536
        If nCode = 34 Or nCode = 92 Then
            sResult = sResult & "\" & Chr(nCode)
        ElseIf nCode < 32 Or nCode > 126 Then
            sResult = sResult & "\u" & Right("000" & Hex(nCode), 4)
        Else
            sResult = sResult & Chr(nCode)
        End If
    Next nAt
    Quoted = """" & sResult & """"
End Function

Function Bytes(sText As String) As Variant
    Dim aBytes() As Integer, nAt As Long
    ReDim aBytes(Len(sText) - 1)
    For nAt = 1 To Len(sText)
        aBytes(nAt - 1) = Asc(Mid(sText, nAt, 1))
    Next nAt
    Bytes = aBytes
End Function

Function Letters(aBytes As Variant) As String
    Dim nAt As Long, nCode As Integer, sResult As String
    For nAt = LBound(aBytes) To UBound(aBytes)
        nCode = aBytes(nAt)
        If nCode < 0 Then nCode = nCode + 256
        sResult = sResult & Chr(nCode)
    Next nAt
    Letters = sResult
End Function
