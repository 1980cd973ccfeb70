from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0003_sorted_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='answered_by',
            field=models.CharField(blank=True, help_text='What the server called the model that answered.', max_length=200),
        ),
    ]
